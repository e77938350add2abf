import { expect, test } from 'vitest'
import type { ImdsCredentials, RoleDelivery } from './host.ts'
import { rotatingCredentials } from './rotating-credentials.ts'

const minuteMs = 60_000
const start = new Date('2026-11-22T00:00:00Z').getTime()

/** An issuer whose n-th credentials are named after their number. */
function scenario(lifeMinutes = 360) {
  const state = { nowMs: start, issued: 0, failure: undefined as Error | undefined, code: 'Success' }
  const clock = { now: () => new Date(state.nowMs) }
  const issue = async (delivery: RoleDelivery): Promise<ImdsCredentials> => {
    if (state.failure !== undefined) throw state.failure
    if (state.code !== 'Success') return { code: state.code, message: 'no', lastUpdated: clock.now() }
    state.issued += 1
    return {
      code: 'Success',
      lastUpdated: clock.now(),
      accessKeyId: `ASIA${state.issued}-${delivery}`,
      secretAccessKey: '',
      token: '',
      expiration: new Date(state.nowMs + lifeMinutes * minuteMs),
    }
  }
  const rotating = rotatingCredentials(issue, clock)
  const key = async (delivery: RoleDelivery = '2.0'): Promise<string> => {
    const given = await rotating(delivery)
    return 'accessKeyId' in given ? given.accessKeyId : given.code
  }
  return { state, key }
}

test('credentials are kept until half an hour before they expire', async () => {
  const { state, key } = scenario()
  expect(await key()).toBe('ASIA1-2.0')
  state.nowMs = start + 330 * minuteMs - 1
  expect(await key()).toBe('ASIA1-2.0')
  state.nowMs = start + 330 * minuteMs
  expect(await key()).toBe('ASIA2-2.0')
})

test('short-lived credentials are kept for half their life', async () => {
  const { state, key } = scenario(20)
  await key()
  state.nowMs = start + 10 * minuteMs - 1
  expect(await key()).toBe('ASIA1-2.0')
  state.nowMs = start + 10 * minuteMs
  expect(await key()).toBe('ASIA2-2.0')
})

test('each delivery has its own credentials', async () => {
  const { key } = scenario()
  expect([await key('1.0'), await key('2.0'), await key('1.0')]).toEqual(['ASIA1-1.0', 'ASIA2-2.0', 'ASIA1-1.0'])
})

test('requests at the same moment share one issue', async () => {
  const { state, key } = scenario()
  expect(await Promise.all([key(), key(), key()])).toEqual(['ASIA1-2.0', 'ASIA1-2.0', 'ASIA1-2.0'])
  expect(state.issued).toBe(1)
})

test('a refusal is asked again each time and replaces what was kept', async () => {
  const { state, key } = scenario()
  await key()
  state.nowMs = start + 340 * minuteMs
  state.code = 'AssumeRoleUnauthorizedAccess'
  expect(await key()).toBe('AssumeRoleUnauthorizedAccess')
  state.code = 'Success'
  expect(await key()).toBe('ASIA2-2.0')
})

test('a failing issuer leaves valid credentials in use and is asked again', async () => {
  const { state, key } = scenario()
  await key()
  state.nowMs = start + 340 * minuteMs
  state.failure = new Error('database is away')
  expect(await key()).toBe('ASIA1-2.0')
  state.nowMs = start + 360 * minuteMs
  await expect(key()).rejects.toThrow('database is away')
  state.failure = undefined
  expect(await key()).toBe('ASIA2-2.0')
})
