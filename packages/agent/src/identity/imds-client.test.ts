import { expect, onTestFinished, test } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { ScriptedImds } from '../../test/scripted-imds.ts'
import { nodeTransport, type HttpTransport } from '../runtime/http.ts'
import { trustRoots } from '../runtime/trust-roots.ts'
import { ImdsClient } from './imds-client.ts'

const PATH = 'meta-data/instance-id'
const signal = new AbortController().signal

async function open(http: HttpTransport = nodeTransport(trustRoots(undefined, () => {}))) {
  const imds = await new ScriptedImds().listen()
  onTestFinished(() => imds.close())
  const clock = new FakeClock()
  const patient: HttpTransport = (request, aborted) => http({ ...request, timeoutMs: 60_000 }, aborted)
  const client = new ImdsClient({ endpoint: imds.endpoint, http: patient, clock, random: () => 0 })
  return { imds, clock, client }
}

test('one token serves until shortly before its end', async () => {
  const { imds, clock, client } = await open()
  await client.get(PATH, signal)
  clock.advance(21_569)
  await client.get(PATH, signal)
  expect(imds.seen.count('PUT api/token')).toBe(1)
  clock.advance(1)
  await client.get(PATH, signal)
  expect(imds.seen.count('PUT api/token')).toBe(2)
})

test('a refused token fails that request; the next one has a new token', async () => {
  const { imds, client } = await open()
  await client.get(PATH, signal)
  imds.forgetTokens()
  await expect(client.get(PATH, signal)).rejects.toThrow('answered 401')
  expect(await client.get(PATH, signal)).toBe('i-0123456789abcdef0')
})

test.each([
  ['a token answer without the TTL header', { status: 200, body: 'TOKEN-1' }],
  [
    'a token that would break a header',
    { status: 200, body: 'a b', headers: { 'X-Aws-Ec2-Metadata-Token-Ttl-Seconds': '60' } },
  ],
  ['a metadata service without version 2', { status: 404, body: '' }],
])('%s is an error and nothing is read without a token', async (_name, page) => {
  const { imds, client } = await open()
  imds.tokenPage = page
  await expect(client.get(PATH, signal)).rejects.toThrow('instance metadata answered')
  expect(imds.seen.names()).toEqual(['PUT api/token'])
})

test('three attempts are made when the service fails, one when it refuses', async () => {
  const { imds, clock, client } = await open()
  imds.put(PATH, '', 500)
  const failing = expect(client.get(PATH, signal)).rejects.toThrow('answered 500')
  expect(await clock.fire('metadata retry')).toBe(0.03)
  expect(await clock.fire('metadata retry')).toBe(0.06)
  await failing
  expect(imds.seen.count(`GET ${PATH}`)).toBe(3)
  await expect(client.get('meta-data/missing', signal)).rejects.toThrow('answered 404')
  expect(imds.seen.count('GET meta-data/missing')).toBe(1)
})

test('three attempts are made when nothing answers', async () => {
  const { clock, client } = await open(() => Promise.reject(new Error('connect ECONNREFUSED')))
  const failing = expect(client.get(PATH, signal)).rejects.toThrow('cannot be reached: connect ECONNREFUSED')
  await clock.fire('metadata retry')
  await clock.fire('metadata retry')
  await failing
})
