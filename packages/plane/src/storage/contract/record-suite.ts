import { describe, expect, test } from 'vitest'
import type { RecordRead, SessionRecord } from '../../domain/record/session-record.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const scope = { accountId: '888899990000', region: 'eu-west-1' }

function recordOf(change: Partial<SessionRecord> = {}): SessionRecord {
  return {
    ...scope,
    id: 'alice-00000000000000001',
    nodeId: 'i-00000000000000001',
    owner: 'arn:aws:iam::888899990000:user/alice',
    documentName: 'SSM-SessionManagerRunShell',
    startedAt: new Date(1_000),
    hasInput: false,
    ...change,
  }
}

const endAt = (milliseconds: number) => ({ at: new Date(milliseconds), reason: 'exit', isInterrupted: false })

function readOf(change: Partial<RecordRead> = {}): RecordRead {
  return {
    ...scope,
    recordId: 'alice-00000000000000001',
    requestId: 'request-1',
    readAt: new Date(5_000),
    reader: 'arn:aws:iam::888899990000:user/auditor',
    sourceAddress: '192.0.2.1',
    userAgent: 'test',
    firstChunk: 0,
    lastChunk: 3,
    ...change,
  }
}

export function recordSuite(storage: StorageOf): void {
  const put = (...records: SessionRecord[]) =>
    storage().write(async writer => {
      for (const record of records) await writer.records.put(record)
    })
  const read = () => storage().read.records

  describe('session records', () => {
    test('a record is read as it was written, in its own account and region only', async () => {
      const record = recordOf({ end: endAt(9_000) })
      await put(recordOf(), record)
      expect(await read().find(scope, record.id)).toEqual(record)
      expect(await read().find({ ...scope, region: 'us-east-1' }, record.id)).toBeUndefined()
      expect(await read().find({ ...scope, accountId: '1' }, record.id)).toBeUndefined()
    })

    test('listings are newest first, filtered, and paged without loss or repetition', async () => {
      const here = { ...scope, region: 'eu-west-2' }
      const records = Array.from({ length: 7 }, (_, i) =>
        recordOf({
          ...here,
          id: `bob-0000000000000000${i}`,
          nodeId: i % 2 ? 'i-odd' : 'i-even',
          owner: i > 4 ? 'late' : 'early',
          startedAt: new Date(i < 3 ? 100 : 100 + i),
        }),
      )
      await put(...records)
      const list = async (filter: object) => {
        const found = await collectPages(2, page => read().list(here, filter, page))
        return found.map(({ id }) => id.at(-1))
      }
      expect(await list({})).toEqual(['6', '5', '4', '3', '2', '1', '0'])
      expect(await list({ nodeId: 'i-odd' })).toEqual(['5', '3', '1'])
      expect(await list({ owner: 'late', nodeId: 'i-odd' })).toEqual(['5'])
      expect(await read().list(here, {}, { limit: 5, after: 'nonsense' })).toEqual({ items: [] })
    })

    test('unfinished records of all accounts are found, and finished ones by age', async () => {
      const here = { ...scope, region: 'eu-west-3' }
      await put(
        recordOf({ ...here, id: 'c-00000000000000001', accountId: '131313131313' }),
        recordOf({ ...here, id: 'c-00000000000000002', end: endAt(20) }),
        recordOf({ ...here, id: 'c-00000000000000003', end: endAt(10) }),
        recordOf({ ...here, id: 'c-00000000000000004', end: endAt(30) }),
      )
      const unfinished = await read().listUnfinished()
      expect(unfinished.map(({ id }) => id)).toContain('c-00000000000000001')
      expect(unfinished.every(({ end }) => end === undefined)).toBe(true)
      const old = await read().listEndedBefore(new Date(30), 10)
      expect(old.map(({ id }) => id)).toEqual(['c-00000000000000003', 'c-00000000000000002'])
      await storage().write(async writer => {
        for (const record of old) await writer.records.delete(record, record.id)
      })
      expect(await read().listEndedBefore(new Date(30), 10)).toEqual([])
    })

    test('copies that are due are found, the longest due first; what waits for one is not old, nor what is elsewhere', async () => {
      const here = { ...scope, region: 'eu-west-4' }
      const due = (milliseconds: number) =>
        ({ state: 'pending', dueAt: new Date(milliseconds), failures: 2, problem: 'no' }) as const
      const copied = { state: 'copied', at: new Date(9), bucket: 'vault', key: 'a/b' } as const
      const [late, soon, later, done, gone] = [due(200), due(100), due(301), copied, copied].map((copy, i) =>
        recordOf({ ...here, id: `d-0000000000000000${i}`, end: endAt(5), copy }),
      )
      const elsewhere = { ...gone!, isElsewhere: true } as const
      await put(late!, soon!, later!, done!, elsewhere)
      expect(await read().listCopiesDue(new Date(300), 10)).toEqual([soon, late])
      expect(await read().listCopiesDue(new Date(300), 1)).toEqual([soon])
      expect(await read().listEndedBefore(new Date(6), 10)).toEqual([done])
      expect(await read().find(here, elsewhere.id)).toEqual(elsewhere)
      await storage().write(writer => writer.records.deleteElsewhereBefore(new Date(5)))
      expect(await read().find(here, elsewhere.id)).toBeDefined()
      await storage().write(writer => writer.records.deleteElsewhereBefore(new Date(6)))
      expect(await read().find(here, elsewhere.id)).toBeUndefined()
      await put({ ...soon!, copy: copied }, recordOf({ ...here, id: late!.id, end: endAt(5) }))
      expect(await read().listCopiesDue(new Date(300), 10)).toEqual([])
      await storage().write(async writer => {
        for (const { id } of [late!, soon!, later!, done!]) await writer.records.delete(here, id)
      })
    })

    test('reads are newest first, of one record, and paged', async () => {
      const here = { ...scope, region: 'ca-central-1' }
      const reads = Array.from({ length: 5 }, (_, i) =>
        readOf({ ...here, requestId: `r${i}`, readAt: new Date(i < 2 ? 10 : 10 + i) }),
      )
      await storage().write(async writer => {
        for (const each of reads) await writer.records.addRead(each)
        await writer.records.addRead(readOf({ ...here, recordId: 'other' }))
      })
      const found = await collectPages(2, page => read().listReads(here, 'alice-00000000000000001', page))
      expect(found).toEqual(reads.toReversed())
      expect(await read().listReads({ ...here, accountId: '1' }, 'other', { limit: 5 })).toEqual({ items: [] })
    })

    test('reads go when they are old and their record is gone', async () => {
      const here = { ...scope, region: 'sa-east-1' }
      await put(recordOf({ ...here, id: 'kept' }))
      await storage().write(async writer => {
        await writer.records.addRead(readOf({ ...here, recordId: 'kept', readAt: new Date(1) }))
        await writer.records.addRead(readOf({ ...here, recordId: 'gone', requestId: 'old', readAt: new Date(1) }))
        await writer.records.addRead(readOf({ ...here, recordId: 'gone', requestId: 'new', readAt: new Date(3) }))
        await writer.records.deleteReadsBefore(new Date(3))
      })
      const left = async (id: string) => (await read().listReads(here, id, { limit: 5 })).items.length
      expect([await left('kept'), await left('gone')]).toEqual([1, 1])
    })
  })
}
