import { describe, expect, test } from 'vitest'
import type { Session } from '../../domain/session/session.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const scope = { accountId: '777788889999', region: 'eu-west-1' }

function sessionOf(change: Partial<Session> = {}): Session {
  return {
    ...scope,
    id: 'alice-00000000000000001',
    nodeId: 'i-00000000000000001',
    status: 'Connecting',
    owner: 'arn:aws:iam::777788889999:user/alice',
    ownerUserId: 'AIDAALICE',
    documentName: 'SSM-SessionManagerRunShell',
    sessionType: 'Standard_Stream',
    startedAt: new Date(1_000),
    idleMinutes: 20,
    starter: '{}',
    isHostDone: false,
    ...change,
  }
}

export function sessionSuite(storage: StorageOf): void {
  const put = (...sessions: Session[]) =>
    storage().write(async writer => {
      for (const session of sessions) await writer.sessions.put(session)
    })

  describe('sessions', () => {
    test('a session is read as it was written, in its own account and region only', async () => {
      const session = sessionOf({
        token: { hash: 'h', expiresAt: new Date(5_000) },
        reason: '保守',
        maxMinutes: 60,
        endedAt: new Date(9_000),
        details: 'idle',
        log: { bucket: 'logs', key: 'a/b.log', logGroup: '/sessions', logStream: 'alice' },
        status: 'Terminated',
      })
      await put(session)
      expect(await storage().read.sessions.find(scope, session.id)).toEqual(session)
      expect(await storage().read.sessions.find({ ...scope, region: 'us-east-1' }, session.id)).toBeUndefined()
      expect(await storage().read.sessions.find({ ...scope, accountId: '1' }, session.id)).toBeUndefined()
    })

    test('listings are newest first, filtered, and paged without loss or repetition', async () => {
      const here = { ...scope, region: 'eu-west-2' }
      const sessions = Array.from({ length: 7 }, (_, i) =>
        sessionOf({
          ...here,
          id: `bob-0000000000000000${i}`,
          nodeId: i % 2 ? 'i-odd' : 'i-even',
          // Three begin in the same millisecond: the id decides.
          startedAt: new Date(i < 3 ? 100 : 100 + i),
          ...(i > 4 && { status: 'Terminated', endedAt: new Date(200 + i) }),
        }),
      )
      await put(...sessions)
      const ids = (found: readonly Session[]) => found.map(({ id }) => id.at(-1))
      const list = (filter: object, limit = 2) =>
        collectPages(limit, page => storage().read.sessions.list(here, filter, page))
      expect(ids(await list({}))).toEqual(['6', '5', '4', '3', '2', '1', '0'])
      expect(ids(await list({ isOpen: true }))).toEqual(['4', '3', '2', '1', '0'])
      expect(ids(await list({ isOpen: false, nodeId: 'i-odd' }))).toEqual(['5'])
      expect(ids(await list({ startedAfter: new Date(100), startedBefore: new Date(105) }))).toEqual(['4', '3'])
      expect(ids(await list({ status: 'Terminated', id: 'bob-00000000000000006' }))).toEqual(['6'])
      expect(await storage().read.sessions.list(here, {}, { limit: 5, after: 'nonsense' })).toEqual({ items: [] })
    })

    test('open sessions of all accounts are found, and those that a host may still run', async () => {
      const node = { ...scope, region: 'eu-west-3', nodeId: 'i-00000000000000009' }
      await put(
        sessionOf({ ...node, id: 'c-00000000000000001', accountId: '121212121212' }),
        sessionOf({ ...node, id: 'c-00000000000000002', status: 'Failed', endedAt: new Date(1) }),
        sessionOf({ ...node, id: 'c-00000000000000003', status: 'Terminated', endedAt: new Date(1), isHostDone: true }),
      )
      const open = await storage().read.sessions.listOpen()
      expect(open.map(({ id }) => id)).toContain('c-00000000000000001')
      expect(open.every(({ status }) => status !== 'Terminated' && status !== 'Failed')).toBe(true)
      const unfinished = await storage().read.sessions.listUnfinished(node, node.nodeId, 10)
      expect(unfinished.map(({ id }) => id)).toEqual(['c-00000000000000002'])
    })

    test('what ended before a date is deleted, open sessions never', async () => {
      const here = { ...scope, region: 'ca-central-1' }
      await put(
        sessionOf({ ...here, id: 'd-00000000000000001', status: 'Terminated', endedAt: new Date(10) }),
        sessionOf({ ...here, id: 'd-00000000000000002', status: 'Terminated', endedAt: new Date(30) }),
        sessionOf({ ...here, id: 'd-00000000000000003' }),
      )
      await storage().write(writer => writer.sessions.deleteEndedBefore(new Date(20)))
      const { items } = await storage().read.sessions.list(here, {}, { limit: 10 })
      expect(items.map(({ id }) => id)).toEqual(['d-00000000000000003', 'd-00000000000000002'])
    })
  })
}
