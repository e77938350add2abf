// Random bytes, and random changes of good requests: the plane lives, and answers the next signed call.
import { requestText, sendBytes } from '@hostler/testkit/raw-bytes'
import { rawCall } from '@hostler/testkit/raw-call'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { frontEnds, signedBy } from './front-ends.ts'
import { expectAnswers, watchedPlane } from './watched-plane.ts'

const plane = watchedPlane()

const numRuns = 150

test('random bytes on a connection never bring the plane down', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), async bytes => {
      await sendBytes(plane().url, bytes)
    }),
    { numRuns },
  )
  await expectAnswers(plane())
})

test('random lines where a request should be never bring the plane down', async () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom('Host', 'Content-Length', 'Transfer-Encoding', 'Upgrade', 'Connection', 'Expect', 'Authorization'),
  )
  const headers = fc.dictionary(
    name,
    fc.oneof(fc.string(), fc.constantFrom('chunked', '0', '5', 'websocket', 'Upgrade')),
  )
  const target = fc.oneof(fc.webPath(), fc.string(), fc.constant('/v1/control-channel/i-1?role=subscribe'))
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'CONNECT')
  await fc.assert(
    fc.asyncProperty(method, target, headers, fc.string(), async (verb, path, fields, body) => {
      await sendBytes(plane().url, requestText(`${verb} ${path} HTTP/1.1`, fields, body))
    }),
    { numRuns },
  )
  await expectAnswers(plane())
})

test('a good request with bytes changed anywhere gets an answer that is no failure of ours', async () => {
  const change = fc.record({ at: fc.nat(4_000), byte: fc.integer({ min: 32, max: 255 }) })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...frontEnds),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (one, changes) => {
        const { target, headers, body } = signedBy(plane(), one)
        const framing = { Host: new URL(plane().url).host, 'Content-Length': String(body.length), Connection: 'close' }
        const bytes = Buffer.from(requestText(`POST ${target} HTTP/1.1`, { ...framing, ...headers }, body), 'latin1')
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte
        expect(await sendBytes(plane().url, bytes)).not.toMatch(/^HTTP\/1\.1 500 /)
      },
    ),
    { numRuns },
  )
})

test('a well signed body of any bytes gets an answer that is no failure of ours', async () => {
  const text = fc.oneof(
    fc.json(),
    fc.string(),
    fc.string().map(value => `Action=GetUser&Version=2010-05-08&UserName=${value}`),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...frontEnds), text, async (one, body) => {
      const reply = await rawCall(plane().url, signedBy(plane(), { ...one, body }))
      expect(reply.status).not.toBe(500)
      expect(reply.headers['x-amzn-requestid']).toBeDefined()
    }),
    { numRuns },
  )
})
