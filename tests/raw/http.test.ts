// HTTP itself: odd methods, bodies that are too large, requests that two readers would read differently. Whatever comes,
// the connection ends or the next request is answered, and so is everybody else.
import { requestText, sendBytes, statusesOf } from '@hostler/testkit/raw-bytes'
import { rawCall } from '@hostler/testkit/raw-call'
import { describe, expect, test } from 'vitest'
import { frontEnd, signedBy } from './front-ends.ts'
import { readError } from './read-error.ts'
import { watchedPlane } from './watched-plane.ts'

const plane = watchedPlane()

const limitBytes = 1024 * 1024

const send = (bytes: string | Uint8Array) => sendBytes(plane().url, bytes)
/** The plane alone ends the connection. */
const wait = (bytes: string | Uint8Array) => sendBytes(plane().url, bytes, { hangUp: false })

const host = { Host: 'plane' }

/** A call that would be answered with 200, as text; `headers` come on top of the signed ones. */
function signedText(headers: Record<string, string> = {}, framing: 'length' | 'none' = 'length'): string {
  const call = signedBy(plane(), frontEnd('sts'))
  const length: Record<string, string> = framing === 'length' ? { 'Content-Length': String(call.body.length) } : {}
  const { host: name } = new URL(plane().url)
  return requestText('POST / HTTP/1.1', { Host: name, ...call.headers, ...length, ...headers }, call.body)
}

describe('a method', () => {
  test.each(['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])(
    '%s is answered like any',
    async method => {
      const reply = await rawCall(plane().url, { method, headers: { 'content-length': '0' } })
      expect(reply.status).toBe(404)
      expect(reply.headers['x-amzn-requestid']).toMatch(/^[\da-f-]{36}$/)
      expect(reply.text === '').toBe(method === 'HEAD')
    },
  )

  test.each(['GARBAGE', 'get', 'P OST', '\0', 'PRI'])('%j ends the connection', async method => {
    expect(statusesOf(await send(requestText(`${method} / HTTP/1.1`, host)))).toEqual([400])
  })

  test('CONNECT makes no proxy of the plane', async () => {
    expect(statusesOf(await wait(requestText('CONNECT 127.0.0.1:22 HTTP/1.1', host)))).toEqual([])
  })

  test('an absolute target is not followed', async () => {
    expect(statusesOf(await send(requestText('GET http://127.0.0.1:1/ HTTP/1.1', host)))).toEqual([404])
  })
})

describe('a body that is too large', () => {
  const tooLarge = /^HTTP\/1\.1 413 .*\r\nconnection: close\r\n.*RequestEntityTooLargeException/s

  test('is refused when it is announced, and the connection ends', async () => {
    const headers = { ...host, 'Content-Length': String(limitBytes + 1) }
    expect(await wait(requestText('POST / HTTP/1.1', headers))).toMatch(tooLarge)
  })

  test('is refused while it comes in chunks, without end', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    const head = requestText('POST / HTTP/1.1', { ...host, 'Transfer-Encoding': 'chunked' })
    expect(await wait(head + chunk.repeat(20))).toMatch(tooLarge)
  })

  test('is refused to callers who send five times as much before they listen', async () => {
    const reply = await rawCall(plane().url, { body: Buffer.alloc(5 * limitBytes) })
    expect(readError(reply)).toMatchObject({ status: 413, code: 'RequestEntityTooLargeException' })
  })

  test('may be of the exact limit', async () => {
    const reply = await rawCall(plane().url, { ...frontEnd('json'), body: Buffer.alloc(limitBytes, ' ') })
    expect(readError(reply)).toMatchObject({ status: 400, code: 'SerializationException' })
  })
})

describe('chunks', () => {
  function chunked(body: string): string {
    const [head] = signedText({ 'Transfer-Encoding': 'chunked' }, 'none').split('\r\n\r\n')
    return `${head}\r\n\r\n${body}`
  }

  test('carry a signed body as well as a length does', async () => {
    const { body } = frontEnd('sts')
    const pieces = [body.slice(0, 5), body.slice(5)].map(piece => `${piece.length.toString(16)}\r\n${piece}\r\n`)
    expect(statusesOf(await send(chunked(`${pieces.join('')}0\r\n\r\n`)))).toEqual([200])
  })

  test.each(['ZZ\r\n', '-1\r\n\r\n', 'fffffffffffffffff\r\n', '5\r\nab\r\n0\r\n\r\n'])(
    'of garbage, %j, are refused',
    async body => {
      expect(statusesOf(await send(chunked(body)))).toEqual([400])
    },
  )
})

describe('a request that two readers would read differently', () => {
  const smuggled = requestText('GET /smuggled HTTP/1.1', host)

  test.each([
    ['a length and chunks', { 'Content-Length': '4', 'Transfer-Encoding': 'chunked' }],
    ['chunks that are not the last coding', { 'Transfer-Encoding': 'chunked, identity' }],
    ['a coding that nobody knows', { 'Transfer-Encoding': 'xchunked' }],
    ['a blank before the colon', { 'Transfer-Encoding ': 'chunked' }],
    ['a length with a sign', { 'Content-Length': '+5' }],
    ['a negative length', { 'Content-Length': '-5' }],
    ['a length in hex', { 'Content-Length': '0x5' }],
    ['a length beyond all numbers', { 'Content-Length': '9'.repeat(40) }],
    ['two lengths', { 'Content-Length': '5', 'content-length': '6' }],
    ['a folded header', { 'X-Note': 'a\r\n Content-Length: 5' }],
    ['a NUL in a header', { 'X-Note': 'a\0b' }],
  ])('for %s is refused whole: nothing behind it is answered', async (_, headers) => {
    const text = requestText('POST / HTTP/1.1', { ...host, ...headers }, `0\r\n\r\n${smuggled}`)
    expect(statusesOf(await send(text))).toEqual([400])
  })

  test('for bare line feeds is refused', async () => {
    expect(statusesOf(await send('POST / HTTP/1.1\nHost: a\nContent-Length: 0\n\n'))).toEqual([400])
  })

  test('for an operation named twice names none', async () => {
    const { headers } = frontEnd('json')
    const both = ['AmazonSSM.GetServiceSetting', 'AmazonSSM.UpdateServiceSetting']
    const reply = await rawCall(plane().url, { headers: { ...headers, 'x-amz-target': both }, body: '{}' })
    expect(readError(reply).code).toBe('UnknownOperationException')
  })
})

describe('headers', () => {
  test.each([
    ['one of 70,000 bytes', { 'X-Large': 'a'.repeat(70_000) }],
    ['thousands of them', Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`X-${index}`, 'abcdefgh']))],
  ])('of too many bytes, %s, are refused', async (_, headers) => {
    expect(statusesOf(await send(requestText('POST / HTTP/1.1', { ...host, ...headers })))).toEqual([431])
  })

  test('that ask for another protocol are ignored', async () => {
    expect(statusesOf(await send(signedText({ Connection: 'Upgrade, close', Upgrade: 'h2c' })))).toEqual([200])
  })

  test('that say where a caller comes from are not believed', async () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '203.0.113.7/32' } }
    const Statement = [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*', Condition }]
    const { credentials } = await plane().user('faraway', { Version: '2012-10-17', Statement })
    const call = signedBy(plane(), frontEnd('iam'), { credentials })
    const claims = { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7' }
    const reply = await rawCall(plane().url, { ...call, headers: { ...call.headers, ...claims } })
    expect(readError(reply)).toMatchObject({ status: 403, code: 'AccessDenied' })
  })
})

describe('one connection', () => {
  test('carries several signed calls, answered in order', async () => {
    const text = await send(signedText() + signedText() + signedText({ Connection: 'close' }))
    expect(statusesOf(text)).toEqual([200, 200, 200])
  })

  test('ends at garbage behind a call, and garbage gets no more than a refusal', async () => {
    const statuses = statusesOf(await wait(`${signedText()}nonsense\r\n\r\n`))
    expect(statuses.at(-1)).toBe(400)
    expect(statuses.length).toBeLessThanOrEqual(2)
  })

  test('that speaks TLS to the plain port is refused', async () => {
    const hello = Buffer.from('16030100050100000100', 'hex')
    expect(statusesOf(await send(hello))).toEqual([400])
  })
})
