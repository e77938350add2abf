// The stock agent takes one message about sessions at a time: a burst of them stops its control channel for good.
import { TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { readJson } from '@hostler/channel/payloads/json-payload'
import { afterEach, expect, test, vi } from 'vitest'
import { SessionPlane } from './session-plane.ts'

afterEach(() => void vi.useRealTimers())

const stepMs = 10

test('messages that start and end sessions reach an agent in order and at least 50 ms apart', async () => {
  const sessions = await SessionPlane.start()
  await using plane = sessions.plane
  // From here on timers run when the test says so; sockets need none.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const came: { readonly type: string; readonly sessionId: string; readonly atMs: number }[] = []
  sessions.host.control.take(({ type, payload }) => {
    const sessionId =
      type === messageTypes.startSession ? String(readJson(payload)!['TaskId']) : readChannelClosed(payload)!.sessionId
    came.push({ type, sessionId, atMs: performance.now() })
    return true
  })
  const ids: string[] = []
  for (let i = 0; i < 20; i++) ids.push((await sessions.begin()).SessionId!)
  for (const SessionId of ids) await plane.admin.ssm.send(new TerminateSessionCommand({ SessionId }))
  await sessions.host.control.settled()
  expect(came).toHaveLength(1)

  for (let passedMs = 0; passedMs < 40 * 50; passedMs += stepMs) {
    vi.advanceTimersByTime(stepMs)
    await sessions.host.control.settled()
  }
  const of = (type: string) => ids.map(sessionId => ({ type, sessionId }))
  expect(came).toMatchObject([...of(messageTypes.startSession), ...of(messageTypes.channelClosed)])
  for (let i = 1; i < came.length; i++) expect(came[i]!.atMs - came[i - 1]!.atMs).toBeGreaterThanOrEqual(50)
})
