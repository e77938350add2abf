import { describe, expect, test } from 'vitest'
import type { AuditEvent, AuditFilter } from '../../domain/audit/audit-event.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const scope = { accountId: '717171717171', region: 'eu-west-1' }

function eventOf(sequence: number, change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    ...scope,
    sequence,
    id: `event-${sequence}`,
    at: new Date(sequence * 1_000),
    name: 'CreateThing',
    source: 'things.example',
    isRead: false,
    resources: [],
    record: `{"n":${sequence},"text":"日本語 \\ud800"}`,
    previous: `hash-${sequence - 1}`,
    hash: `hash-${sequence}`,
    ...change,
  }
}

export function auditSuite(storage: StorageOf): void {
  const add = (...events: AuditEvent[]) => storage().write(writer => writer.audit.add(events))
  const cut = (accountId: string, sequence: number) =>
    storage().write(writer => writer.audit.cut({ accountId, sequence, hash: `hash-${sequence}`, line: 'said' }))
  const read = () => storage().read.audit

  describe('audit trails', () => {
    test('events are read as they were written, in their order, by their own account only', async () => {
      const events = [
        eventOf(1, { userName: 'ada', accessKeyId: 'AKIA', resources: [{ type: 'T', name: 'n' }] }),
        eventOf(2, { signed: { keyId: 'k', signature: 's' }, isRead: true }),
      ]
      await add(...events)
      expect(await read().listFrom(scope.accountId, 1, 9)).toEqual(events)
      expect(await read().listFrom(scope.accountId, 2, 9)).toEqual(events.slice(1))
      expect(await read().listFrom(scope.accountId, 1, 1)).toEqual(events.slice(0, 1))
      expect(await read().listFrom('1', 1, 9)).toEqual([])
      expect(await read().findEnd(scope.accountId)).toEqual({ sequence: 2, hash: 'hash-2' })
      expect(await read().findEnd('1')).toBeUndefined()
    })

    test('an event that leaves a gap, comes again or comes before is refused, with all that came with it', async () => {
      const own = { accountId: '727272727272' }
      await add(eventOf(1, own), eventOf(2, own))
      for (const sequence of [0, 1, 2, 4]) {
        await expect(add(eventOf(3, own), eventOf(sequence === 4 ? 5 : sequence, own))).rejects.toThrow()
      }
      expect(await read().findEnd(own.accountId)).toMatchObject({ sequence: 2 })
    })

    test('nothing goes but what a cut accounts for, and cuts only advance', async () => {
      const own = { accountId: '737373737373' }
      const resources = [{ type: 'T', name: 'gone' }]
      await add(eventOf(1, { ...own, resources }), eventOf(2, own), eventOf(3, own))
      await cut(own.accountId, 1)
      expect(await read().listFrom(own.accountId, 1, 9)).toEqual([eventOf(2, own), eventOf(3, own)])
      expect(await read().findCut(own.accountId)).toEqual({ ...own, sequence: 1, hash: 'hash-1', line: 'said' })
      await expect(cut(own.accountId, 1)).rejects.toThrow()
      await cut(own.accountId, 3)
      expect(await read().findEnd(own.accountId)).toEqual({ sequence: 3, hash: 'hash-3' })
      await expect(add(eventOf(1, own))).rejects.toThrow()
      await add(eventOf(4, own))
      expect(await read().findRange(own.accountId)).toEqual({ first: 4, last: 4 })
    })

    test('a time leads to the events in it', async () => {
      const own = { accountId: '747474747474' }
      // A call that took long is written behind those that began after it.
      await add(eventOf(1, own), eventOf(2, { ...own, at: new Date(3_500) }), eventOf(3, own), eventOf(4, own))
      const range = (from?: number, until?: number) =>
        read().findRange(
          own.accountId,
          from === undefined ? undefined : new Date(from),
          until === undefined ? undefined : new Date(until),
        )
      expect(await range()).toEqual({ first: 1, last: 4 })
      expect(await range(3_000)).toEqual({ first: 2, last: 4 })
      expect(await range(undefined, 4_000)).toEqual({ first: 1, last: 3 })
      expect(await range(9_000)).toBeUndefined()
    })

    test('lookups are newest first, filtered and paged, in their own region', async () => {
      const own = { accountId: '757575757575' }
      const at = new Date(5_000)
      await add(
        eventOf(1, { ...own, at, userName: 'ada', name: 'A', resources: [{ type: 'User', name: 'ada' }] }),
        eventOf(2, { ...own, at, accessKeyId: 'AKIA', source: 'other.example' }),
        eventOf(3, { ...own, at: new Date(4_000), isRead: true }),
        eventOf(4, { ...own, at: new Date(6_000), region: 'us-east-1' }),
        eventOf(5, { ...own, at: new Date(7_000), resources: [{ type: 'Role', name: 'ada' }, ...[1, 2].map(thing)] }),
      )
      const lookup = async (filter: AuditFilter) => {
        const found = await collectPages(1, page => read().lookup({ ...own, region: 'eu-west-1' }, filter, page))
        return found.map(({ id }) => id.slice(-1)).join('')
      }
      expect(await lookup({})).toBe('5213')
      expect(await lookup({ userName: 'ada' })).toBe('1')
      expect(await lookup({ id: 'event-2' })).toBe('2')
      expect(await lookup({ id: 'event-4' })).toBe('')
      expect(await lookup({ name: 'A' })).toBe('1')
      expect(await lookup({ source: 'other.example' })).toBe('2')
      expect(await lookup({ accessKeyId: 'AKIA' })).toBe('2')
      expect(await lookup({ isRead: true })).toBe('3')
      expect(await lookup({ resourceName: 'ada' })).toBe('51')
      expect(await lookup({ resourceType: 'User' })).toBe('1')
      expect(await lookup({ from: at, until: new Date(6_999) })).toBe('21')
      expect(await lookup({ until: at })).toBe('213')
      const [newest] = (await read().lookup({ ...own, region: 'eu-west-1' }, {}, { limit: 1 })).items
      expect(newest!.resources).toEqual([{ type: 'Role', name: 'ada' }, ...[1, 2].map(thing)])
    })
  })
}

function thing(number: number) {
  return { type: 'Thing', name: `t${number}` }
}
