import { SSMClient } from '@aws-sdk/client-ssm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ScriptedApi, startScriptedApi } from '../../test/scripted-api.ts'
import { createReconnection, type Reconnection } from './stay-connected.ts'

let api: ScriptedApi
let nowMs: number
let waits: number[]
let reconnection: Reconnection
beforeEach(async () => {
  api = await startScriptedApi()
  nowMs = 0
  waits = []
  const client = new SSMClient({
    endpoint: api.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  })
  const wait = async (ms: number) => {
    waits.push(ms)
    nowMs += ms
  }
  reconnection = createReconnection(client, 's', { nowMs: () => nowMs, wait })
  api.answers['ResumeSession'] = () => ({ SessionId: 's', TokenValue: 'again' })
})
afterEach(() => api.close())

const throttled = () => ({ error: 'ThrottlingException', message: 'slow down' })

test('the first attempt is made at once', async () => {
  expect(await reconnection.comeBack(undefined)).toEqual({ token: 'again' })
  expect(waits).toEqual([0])
})

test('attempts are rarer each time, for ten minutes; then it says what the last one said', async () => {
  api.answers['ResumeSession'] = throttled
  const next = await reconnection.comeBack(undefined)
  expect('lost' in next && next.lost).toContain('ThrottlingException: slow down')
  expect(waits.slice(0, 9)).toEqual([0, 200, 400, 800, 1600, 3200, 5000, 5000, 5000])
  expect(nowMs).toBeGreaterThanOrEqual(600_000)
  expect(nowMs).toBeLessThanOrEqual(605_000)
})

test('a connection that keeps breaking uses the time up; one that lasted brings it back', async () => {
  for (let asked = 0; nowMs < 600_000; asked++) {
    expect(await reconnection.comeBack(undefined)).toEqual({ token: 'again' })
    reconnection.connected()
    nowMs += 9_999
    expect(asked).toBeLessThan(100)
  }
  expect(await reconnection.comeBack(undefined)).toEqual({ lost: 'the connection was closed' })
  reconnection.connected()
  nowMs += 10_000
  waits.length = 0
  expect(await reconnection.comeBack(undefined)).toEqual({ token: 'again' })
  expect(waits).toEqual([0])
})

test('a session that has ended has no token', async () => {
  api.answers['ResumeSession'] = () => ({ SessionId: 's', TokenValue: '' })
  expect(await reconnection.comeBack(undefined)).toEqual({ lost: 'it ended while the connection was away' })
})

test.each(['AccessDeniedException', 'DoesNotExistException', 'ExpiredTokenException'])(
  '%s is not asked twice',
  async error => {
    api.answers['ResumeSession'] = () => ({ error, message: 'no' })
    const next = await reconnection.comeBack(undefined)
    expect('lost' in next && next.lost).toContain(`${error}: no`)
    expect(api.calls.length).toBe(1)
  },
)
