import type { SessionRecorder } from '../recording/session-recorder.ts'
import { systemClock } from '../../domain/basics/clock.ts'
import type { SessionPlan } from '../../domain/document/session-plan.ts'
import type { Session } from '../../domain/session/session.ts'
import { createLog } from '../../observability/log.ts'
import type { Sessions } from '../../domain/session/sessions.ts'
import { expect, test } from 'vitest'
import { createRelays } from './relays.ts'

const plan: SessionPlan = {
  documentName: 'SSM-SessionManagerRunShell',
  sessionType: 'Standard_Stream',
  content: {},
  parameters: {},
  idleMinutes: 20,
}

const newSession: Session = {
  accountId: '123456789012',
  region: 'us-east-1',
  id: 'ada-0123456789abcdef0',
  nodeId: 'i-0123456789abcdef0',
  status: 'Connecting',
  owner: 'arn:aws:iam::123456789012:user/ada',
  ownerUserId: 'AIDAADA',
  documentName: plan.documentName,
  sessionType: plan.sessionType,
  startedAt: new Date(),
  idleMinutes: 20,
  starter: '{}',
  isHostDone: false,
}

/** Relays over one session in memory; the disk that its record goes to may be slow, and its storage may fail. */
function setUp() {
  let session = newSession
  let failures = 0
  const recordOpens = Promise.withResolvers<void>()
  const told: Uint8Array[] = []
  const sessions = {
    find: async () => session,
    async end(_scope, _id, end) {
      if (failures-- > 0) throw new Error('database is locked')
      if (session.endedAt) return false
      session = { ...session, ...end, endedAt: new Date() }
      return true
    },
  } satisfies Partial<Sessions>
  const recorder: SessionRecorder = {
    async open() {
      await recordOpens.promise
      const nothing = () => undefined
      const told = {
        output: nothing,
        input: nothing,
        resize: nothing,
        remark: nothing,
        onDrain: nothing,
        onFailure: nothing,
      }
      return { ...told, pendingBytes: 0, close: () => Promise.resolve() }
    },
  }
  const delivery = {
    isReachable: () => true,
    send: (_s: unknown, _n: string, frame: Uint8Array) => told.push(frame) > 0,
    sendNow() {},
  }
  const relays = createRelays({
    sessions: sessions as Partial<Sessions> as Sessions,
    delivery,
    recorder,
    clock: systemClock,
    log: createLog('silent'),
  })
  return { relays, told, recordOpens, current: () => session, failTimes: (times: number) => (failures = times) }
}

const typeOf = (frame: Uint8Array) => Buffer.from(frame.subarray(4, 36)).toString().trim()

test('a session that is ended while its record is being opened does not begin', async () => {
  const { relays, told, recordOpens, current } = setUp()
  const starting = relays.start(newSession, plan, {})
  await relays.end(newSession, newSession.id, 'ended by an administrator')
  recordOpens.resolve()
  await starting
  expect(told.map(typeOf)).not.toContain('interactive_shell')
  expect(relays.open()).toEqual([])
  expect(current()).toMatchObject({ status: 'Terminated', details: 'ended by an administrator' })
})

test('an end that could not be written down is written down later', async () => {
  const { relays, recordOpens, current, failTimes } = setUp()
  recordOpens.resolve()
  await relays.start(newSession, plan, {})
  failTimes(2)
  await expect(relays.end(newSession, newSession.id, 'enough')).rejects.toThrow('locked')
  expect(current().status).toBe('Connecting')
  await relays.sweep()
  await relays.sweep()
  expect(current()).toMatchObject({ status: 'Terminated', details: 'enough' })
})
