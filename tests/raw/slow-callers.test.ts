// Callers that take their time, or never end. They wait side by side here: each test lasts as long as the limit.
import { requestText, sendBytes, statusesOf } from '@hostler/testkit/raw-bytes'
import { describe, expect, test } from 'vitest'
import { expectAnswers, watchedPlane } from './watched-plane.ts'

/** Short enough for a test, long enough for a signed call on a busy machine. */
const plane = watchedPlane({
  callerLimits: { headersTimeoutMs: 1_000, requestTimeoutMs: 1_000, keepAliveTimeoutMs: 75_000, checkEveryMs: 50 },
})

/** The plane alone ends the connection. */
const wait = async (text: string) => statusesOf(await sendBytes(plane().url, text, { hangUp: false }))

const withBody = (framing: Record<string, string>, body: string) =>
  requestText('POST / HTTP/1.1', { Host: 'plane', ...framing }, body)

describe.concurrent('a slow caller', () => {
  test('that never says anything is cut off', async () => {
    expect(await wait('')).toEqual([408])
  })

  test('that never ends its headers is cut off', async () => {
    expect(await wait('POST / HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toEqual([408])
  })

  test('that never ends its body is cut off', async () => {
    expect(await wait(withBody({ 'Content-Length': '100' }, 'a'))).toEqual([408])
  })

  test('that never ends its chunks is cut off', async () => {
    expect(await wait(withBody({ 'Transfer-Encoding': 'chunked' }, '5\r\nab'))).toEqual([408])
  })

  test('keeps nobody else waiting, even a hundred of them', async () => {
    const slow = Array.from({ length: 100 }, () => wait(withBody({ 'Content-Length': '9' }, '')))
    await expectAnswers(plane())
    expect(await Promise.all(slow)).toEqual(slow.map(() => [408]))
  })

  test('that hangs up in the middle of its body leaves nothing behind', async () => {
    await sendBytes(plane().url, withBody({ 'Content-Length': '100' }, 'half'))
    await expectAnswers(plane())
  })
})
