// The whole of a session's log against stores that check signatures; the session itself is played by the test.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { FakeClock } from '../../../test/fake-clock.ts'
import { ENCRYPTED, ScriptedStores } from '../../../test/scripted-stores.ts'
import { parseAgentConfig } from '../../config/agent-config.ts'
import { resolveEndpoints } from '../../config/endpoints.ts'
import { stockTiming } from '../../config/timing.ts'
import { createLog } from '../../runtime/log.ts'
import { nodeTransport } from '../../runtime/http.ts'
import { trustRoots } from '../../runtime/trust-roots.ts'
import type { LogPlan } from '../document/log-plan.ts'
import type { CaptureLimits } from './capture-file.ts'
import { sessionLogs } from './open-session-log.ts'
import type { SessionLog } from './session-log.ts'

const sessionId = 'alice-b8594007fe95a204'
const order = { sessionId, document: {}, parameters: {}, runAsUser: '', owner: 'arn:alice', targetName: '' }
const never = new AbortController().signal
const MIB = 1024 * 1024

let stores: ScriptedStores
let clock: FakeClock
let folder: string
let lines: string[]
beforeEach(async () => {
  stores = await ScriptedStores.open()
  clock = new FakeClock('2026-11-22T01:20:45.000Z')
  folder = await mkdtemp(join(tmpdir(), 'hostler-logs-'))
  lines = []
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

const s3 = (mustBeEncrypted = true, keyPrefix = 'pre/fix') => ({ bucket: 'mybucket', keyPrefix, mustBeEncrypted })
const cloudWatch = (isStreamed = false, mustBeEncrypted = false) => ({ group: 'grp', mustBeEncrypted, isStreamed })

async function open(plan: Partial<LogPlan>, limits?: CaptureLimits): Promise<SessionLog | undefined> {
  const config = parseAgentConfig(JSON.stringify({ S3: { Endpoint: stores.url }, Logs: { Endpoint: stores.url } }))
  const id = 'ASIAROLETOKEN0000000'
  const expiresAt = new Date('2027-01-01')
  const credentials = { accessKeyId: id, secretAccessKey: `secret/${id}`, sessionToken: `token/${id}`, expiresAt }
  const log = createLog(line => void lines.push(line), clock)
  const opened = await sessionLogs({
    identity: { instanceId: 'i-0123456789abcdef0', region: 'eu-west-1' },
    endpoints: resolveEndpoints(config, 'eu-west-1'),
    credentials: { get: () => Promise.resolve(credentials), expire() {} },
    timing: stockTiming,
    folder,
    ...(limits && { limits }),
    peers: { http: nodeTransport(trustRoots(undefined, () => {})), clock, random: () => 0.5, log },
  })({ s3: undefined, cloudWatch: undefined, ...plan }, order, never)
  onTestFinished(() => opened?.discard())
  return opened
}
const warned = (text: string) => lines.some(line => line.includes(text))

describe('before a session with a log begins', () => {
  test('bucket, group and encryption are asked about, in the stock agent’s order', async () => {
    await open({ s3: s3(), cloudWatch: cloudWatch(true) })
    expect(stores.seen.names()).toEqual(['HEAD /mybucket', 'Logs.DescribeLogGroups', 'GET /mybucket?encryption='])
    expect(stores.inputs('Logs.DescribeLogGroups')).toEqual([{ logGroupNamePrefix: 'grp' }])
  })

  test('nothing is asked for a session without one', async () => {
    expect(await open({})).toBeUndefined()
    expect(stores.seen.all).toEqual([])
  })

  test('the bucket’s region is taken from whatever answer, and signed for', async () => {
    stores.answerTo('HEAD', { status: 403, headers: { 'x-amz-bucket-region': 'us-west-2' } })
    await open({ s3: s3() })
    expect(stores.seen.all.map(({ what }) => what.region)).toEqual(['eu-west-1', 'us-west-2'])
  })

  test.each(['evil.example/', '../..', 'x y', ''])('the region %j is not taken', async name => {
    stores.answerTo('HEAD', { headers: { 'x-amz-bucket-region': name } })
    await open({ s3: s3() })
    expect(stores.seen.all.map(({ what }) => what.region)).toEqual(['eu-west-1', 'eu-west-1'])
  })

  const notSetUp =
    "We couldn't start the session because encryption is not set up on the selected Amazon S3 bucket. " +
    'Either encrypt the bucket or choose an option to enable logging without encryption.'
  const groupNotSetUp =
    "We couldn't start the session because encryption is not set up on the selected CloudWatch Logs log group. " +
    'Either encrypt the log group or choose an option to enable logging without encryption.'
  const cannotValidate =
    "Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket. Error: "

  test.each([
    [ENCRYPTED.replace('AES256', 'ROT13'), notSetUp],
    ['<ServerSideEncryptionConfiguration/>', notSetUp],
    ['garbage', notSetUp],
  ])('encryption as %s is none', async (body, words) => {
    stores.answerTo('GET', { body })
    await expect(open({ s3: s3() })).rejects.toThrow(words)
    expect(await readdir(folder)).toEqual([])
  })

  test('a refusal by the bucket reaches the user in the words of AWS’s SDK', async () => {
    const body =
      '<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code>' +
      '<Message>The server side encryption configuration was not found</Message></Error>'
    stores.answerTo('GET', { status: 404, body, headers: { 'x-amz-request-id': 'R1' } })
    await expect(open({ s3: s3() })).rejects.toThrow(
      `${cannotValidate}ServerSideEncryptionConfigurationNotFoundError: ` +
        'The server side encryption configuration was not found\n\tstatus code: 404, request id: R1, host id: ',
    )
  })

  test('what a bucket says is shown without what controls terminals', async () => {
    stores.answerTo('GET', { status: 403, body: '<Code>\x1b[2J</Code><Message>\x1b]0;x\x07no</Message>' })
    await expect(open({ s3: s3() })).rejects.toThrow(`${cannotValidate}[2J: ]0;xno\n\tstatus code: 403`)
  })

  test('a redirect is not followed', async () => {
    stores.answerTo('GET', { status: 307, headers: { location: `${stores.url}/elsewhere` } })
    await expect(open({ s3: s3() })).rejects.toThrow(cannotValidate)
    expect(stores.seen.names()).not.toContain('GET /elsewhere')
  })

  test('a bucket that hangs up is asked once more', async () => {
    stores.answerTo('GET', undefined)
    const opened = open({ s3: s3() })
    const refused = expect(opened).rejects.toThrow(`${cannotValidate}RequestError: 127.0.0.1`)
    await clock.fire('retry of S3 GET')
    await refused
    expect(stores.seen.count('GET /mybucket?encryption=')).toBe(2)
  })

  test('a group that must be encrypted has to be there, and to name a key', async () => {
    const group = (logGroups: unknown) => stores.answerTo('Logs.', { body: JSON.stringify({ logGroups }) })
    for (const groups of [[{ logGroupName: 'grp' }], [{ logGroupName: 'grp2', kmsKeyId: 'k' }], [null, 1], 'x']) {
      group(groups)
      await expect(open({ cloudWatch: cloudWatch(false, true) })).rejects.toThrow(groupNotSetUp)
    }
    stores.answerTo('Logs.', { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException' }) })
    await expect(open({ cloudWatch: cloudWatch(false, true) })).rejects.toThrow(groupNotSetUp)
    group([{ logGroupName: 'grp', kmsKeyId: 'k' }])
    expect(await open({ cloudWatch: cloudWatch(false, true) })).toBeDefined()
  })

  test('a group that is not there is warned of, and still told of at the end', async () => {
    stores.answerTo('Logs.', { body: '{"logGroups":[]}' })
    const log = await open({ cloudWatch: cloudWatch(true) })
    log!.heard(Buffer.from('hello\n'))
    expect(await log!.close(never)).toMatchObject({ cwlGroup: 'grp', cwlStream: sessionId })
    expect(stores.seen.names()).toEqual(['Logs.DescribeLogGroups'])
    expect(warned('The CloudWatch log group grp does not exist')).toBe(true)
  })

  test('a group is looked for on ten pages at most', async () => {
    stores.answerTo('Logs.', { body: '{"logGroups":[{"logGroupName":"grp-x"}],"nextToken":"again"}' })
    await open({ cloudWatch: cloudWatch() })
    expect(stores.seen.count('Logs.DescribeLogGroups')).toBe(10)
  })

  test('a session that cannot be logged is none', async () => {
    await rm(folder, { recursive: true })
    await writeFile(folder, 'in the way')
    await expect(open({ s3: s3(false) })).rejects.toThrow('The session cannot be logged on this node: ')
  })
})

describe('when a session is over, its log', () => {
  const shown = '$ echo hi\r\nhi\r\n$ exit\r\n'
  const whole =
    `Script started on 2026-11-22 01:20:45+00:00 [SESSION="${sessionId}"]\n${shown}` +
    '\nScript done on 2026-11-22 01:20:45+00:00\n'

  test('is put into the bucket with the stock agent’s headers, and leaves the host', async () => {
    const log = await open({ s3: s3() })
    const [file = ''] = await readdir(folder)
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
    for (const piece of shown.match(/.{1,5}/gs)!) log!.heard(Buffer.from(piece))
    const places = await log!.close(never)
    expect(places).toEqual({
      s3Bucket: 'mybucket',
      s3UrlSuffix: `pre/fix/${sessionId}.log`,
      cwlGroup: '',
      cwlStream: '',
    })
    expect(stores.seen.names().slice(2)).toEqual([
      'GET /mybucket?encryption=',
      `PUT /mybucket/pre/fix/${sessionId}.log`,
    ])
    const { headers, body } = stores.seen.all.at(-1)!.what
    expect(body.toString()).toBe(whole)
    expect(headers).toMatchObject({
      'content-type': 'text/plain',
      'content-md5': createHash('md5').update(whole).digest('base64'),
      'x-amz-content-sha256': createHash('sha256').update(whole).digest('hex'),
      'x-amz-acl': 'bucket-owner-full-control',
      'x-amz-server-side-encryption': 'AES256',
    })
    expect(headers['authorization']).toContain('content-length;content-md5;content-type;host;x-amz-acl;')
    expect(await readdir(folder)).toEqual([])
  })

  test('names the key that the bucket encrypts with', async () => {
    const kms = ENCRYPTED.replace(
      'AES256</SSEAlgorithm>',
      'aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/k</KMSMasterKeyID>',
    )
    stores.answerTo('GET', { body: kms })
    await (await open({ s3: s3() }))!.close(never)
    expect(stores.seen.all.at(-1)!.what.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'alias/k',
    })
  })

  test.each([
    { status: 403, body: '<Code>AccessDenied</Code>' },
    { body: '<SSEAlgorithm>a\r\nb</SSEAlgorithm><KMSMasterKeyID>\x00</KMSMasterKeyID>' },
  ])('is sent without a word of encryption where the bucket answers %j', async answer => {
    stores.answerTo('GET', answer)
    await (await open({ s3: s3(false) }))!.close(never)
    expect(stores.seen.names().at(-1)).toMatch(/^PUT/)
    expect(stores.seen.all.at(-1)!.what.headers).not.toHaveProperty('x-amz-server-side-encryption')
  })

  test.each([
    ['保守 (1)+a', `/mybucket/%E4%BF%9D%E5%AE%88%20%281%29%2Ba/${sessionId}.log`],
    ['a/../b//c/.', `/mybucket/b/c/${sessionId}.log`],
    ['../../x:y', `/mybucket/xy/${sessionId}.log`],
    ['', `/mybucket/${sessionId}.log`],
  ])('with the prefix %j goes to %s', async (prefix, path) => {
    await (await open({ s3: s3(false, prefix) }))!.close(never)
    expect(stores.seen.names().at(-1)).toBe(`PUT ${path}`)
  })

  test('is told of even where nobody takes it, and leaves the host all the same', async () => {
    stores.answerTo('PUT', { status: 403, body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' })
    const places = await (await open({ s3: s3() }))!.close(never)
    expect(places).toMatchObject({ s3Bucket: 'mybucket', s3UrlSuffix: `pre/fix/${sessionId}.log` })
    expect(warned("The session's log did not get to s3://mybucket/pre/fix/")).toBe(true)
    expect(await readdir(folder)).toEqual([])
  })

  test('goes in parts above 5 MiB, byte for byte', async () => {
    const log = await open({ s3: s3() })
    const bytes = Buffer.alloc(11 * MIB, 'Zeile für Zeile\n')
    for (let at = 0; at < bytes.length; at += 16_384) log!.heard(bytes.subarray(at, at + 16_384))
    await log!.close(never)
    const key = `/mybucket/pre/fix/${sessionId}.log`
    expect(stores.seen.names().slice(3)).toEqual([
      `POST ${key}?uploads=`,
      ...[1, 2, 3].map(number => `PUT ${key}?partNumber=${number}&uploadId=id%2B%2F%3D1`),
      `POST ${key}?uploadId=id%2B%2F%3D1`,
    ])
    const [begin, ...rest] = stores.seen.all.slice(3).map(({ what }) => what)
    expect(begin!.headers).toMatchObject({ 'x-amz-server-side-encryption': 'AES256', 'content-type': 'text/plain' })
    const sent = Buffer.concat(rest.slice(0, 3).map(({ body }) => body))
    expect(rest.slice(0, 3).map(({ body }) => body.length > 5 * MIB)).toEqual([false, false, false])
    expect(sent.includes(bytes)).toBe(true)
    expect(rest.at(-1)!.body.toString()).toContain('<Part><ETag>"0123abc"</ETag><PartNumber>3</PartNumber></Part>')
  })

  test.each([
    ['PUT', { status: 403 }],
    ['PUT', { headers: { etag: '</ETag>' } }],
    ['POST /mybucket/a', { body: '<Error><Code>InternalError</Code></Error>' }],
  ])('in parts leaves none behind when %s answers %j', async (name, answer) => {
    const log = await open({ s3: s3(false, 'a') })
    log!.heard(Buffer.alloc(6 * MIB))
    stores.answerTo(name, call => (call.name.includes('?uploads') ? { body: '<UploadId>1</UploadId>' } : answer))
    await log!.close(never)
    expect(stores.seen.names().at(-1)).toMatch(/^DELETE \/mybucket\/a\/alice-[0-9a-f]+\.log\?uploadId=/)
    expect(warned('did not get to s3://mybucket/a/')).toBe(true)
  })

  test('goes to CloudWatch Logs as text, at once', async () => {
    const log = await open({ cloudWatch: cloudWatch() })
    log!.heard(Buffer.from(shown))
    await log!.close(never)
    expect(stores.seen.names().slice(1)).toEqual([
      'Logs.CreateLogStream',
      'Logs.DescribeLogStreams',
      'Logs.PutLogEvents',
    ])
    const [put] = stores.inputs('Logs.PutLogEvents') as { logEvents: { message: string }[] }[]
    expect(put!.logEvents.map(({ message }) => message)).toEqual([whole.replaceAll('\r\n', '\n').slice(0, -1)])
  })

  test('is given up after half a minute where nobody answers, and after five seconds when the agent stops', async () => {
    stores.answerTo('PUT', undefined)
    stores.answer = (
      before => call =>
        call.name.startsWith('PUT') ? new Promise(() => {}) : before(call)
    )(stores.answer)
    const first = (await open({ s3: s3() }))!.close(never)
    await stores.seen.next(`PUT /mybucket/pre/fix/${sessionId}.log`)
    expect(await clock.fire('log upload')).toBe(30)
    expect(await first).toMatchObject({ s3Bucket: 'mybucket' })
    expect(warned('it took too long')).toBe(true)
    const stopping = new AbortController()
    const second = (await open({ s3: s3() }))!.close(stopping.signal)
    await stores.seen.next(`PUT /mybucket/pre/fix/${sessionId}.log`)
    stopping.abort()
    await expect.poll(() => clock.isSleeping('log upload')).toBe(true)
    expect(await clock.fire('log upload')).toBe(5)
    await second
    expect(await readdir(folder)).toEqual([])
  })

  test.each([
    [{ ofOne: 1000, ofAll: 9999 }, 'it is too long'],
    [{ ofOne: 9999, ofAll: 1000 }, 'the logs of this node’s sessions are too long'],
  ])('ends where there is no more room, and says so: %j', async (limits, why) => {
    const log = await open({ s3: s3() }, limits)
    for (let written = 0; written < 100; written++) log!.heard(Buffer.from(`${written}`.padStart(50, '.')))
    const [file = ''] = await readdir(folder)
    expect((await readFile(join(folder, file))).length).toBeLessThanOrEqual(1000)
    await log!.close(never)
    const body = stores.seen.all.at(-1)!.what.body.toString()
    expect(body).toContain(`....17\n[The rest is not in this log: ${why}.]\n\nScript done on`)
  })

  test('is nothing where the session did not come to be', async () => {
    const log = await open({ s3: s3(), cloudWatch: cloudWatch(true) })
    await log!.discard()
    expect(await readdir(folder)).toEqual([])
    expect(stores.seen.names()).toHaveLength(3)
    expect(lines).toEqual([])
  })
})
