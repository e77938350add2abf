import { beforeEach, describe, expect, test } from 'vitest'
import { newNumericId } from '../../domain/basics/ids.ts'
import {
  endOfTime,
  type EventPortion,
  eventSizeBytes,
  type LogEvent,
  startOf,
} from '../../domain/log-event/log-event.ts'
import type { LogGroup } from '../../domain/log-group/log-group.ts'
import type { LogStream } from '../../domain/log-stream/log-stream.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const scope = { accountId: '777788889999', region: 'eu-west-1' }
const everything = { after: startOf(0), before: endOfTime }
const all: EventPortion = { from: 'start', limit: 100, bytesMax: 1_000_000 }

const groupOf = (change: Partial<LogGroup> = {}): LogGroup => ({
  ...scope,
  id: newNumericId(),
  name: `group-${newNumericId()}`,
  createdAt: new Date(1_000),
  ...change,
})

const streamOf = (groupId: number, change: Partial<LogStream> = {}): LogStream => ({
  id: newNumericId(),
  groupId,
  name: 'a',
  createdAt: new Date(1_000),
  eventsPut: 0,
  storedBytes: 0,
  ...change,
})

const eventOf = (streamId: number, sequence: number, change: Partial<LogEvent> = {}): LogEvent => ({
  streamId,
  atMs: 1_000,
  sequence,
  ingestedMs: 2_000,
  message: `event ${sequence}`,
  ...change,
})

export function logSuite(storage: StorageOf): void {
  const read = () => storage().read
  const putGroups = (...groups: LogGroup[]) =>
    storage().write(async ({ logGroups }) => {
      for (const group of groups) await logGroups.insert(group)
    })
  const putStreams = (...streams: LogStream[]) =>
    storage().write(async ({ logStreams }) => {
      for (const stream of streams) await logStreams.insert(stream)
    })
  const putEvents = (groupId: number, ...events: LogEvent[]) =>
    storage().write(({ logEvents }) => logEvents.add(groupId, events))

  describe('log groups', () => {
    test('a group is read as it was written, in its own account and region only', async () => {
      const group = groupOf({ retentionDays: 7 })
      await putGroups(group)
      expect(await read().logGroups.find(scope, group.name)).toEqual(group)
      expect(await read().logGroups.find({ ...scope, region: 'us-east-1' }, group.name)).toBeUndefined()
      expect(await read().logGroups.find({ ...scope, accountId: '1' }, group.name)).toBeUndefined()
    })

    test('retention comes and goes, and a deleted group is gone', async () => {
      const group = groupOf()
      await putGroups(group)
      const setRetention = (days?: number) => storage().write(({ logGroups }) => logGroups.setRetention(group.id, days))
      const found = () => read().logGroups.find(scope, group.name)
      await setRetention(30)
      expect((await found())!.retentionDays).toBe(30)
      await setRetention()
      expect(await found()).toEqual(group)
      await storage().write(({ logGroups }) => logGroups.delete(group.id))
      expect(await found()).toBeUndefined()
    })

    test('listings go by the bytes of names, by prefix, by part, and in pages', async () => {
      const here = { ...scope, region: 'eu-west-2' }
      const names = ['/aws/b', '/aws/B', '/aws/a%', '/aws', 'x/aws/b', 'other_']
      await putGroups(...names.map(name => groupOf({ ...here, name })))
      const list = async (filter: object) => {
        const groups = await collectPages(2, page => read().logGroups.list(here, filter, page))
        return groups.map(({ name }) => name)
      }
      expect(await list({})).toEqual([...names].sort())
      expect(await list({ namePrefix: '/aws/' })).toEqual(['/aws/B', '/aws/a%', '/aws/b'])
      expect(await list({ namePart: '/b' })).toEqual(['/aws/b', 'x/aws/b'])
      expect(await list({ namePart: '%' })).toEqual(['/aws/a%'])
      expect(await list({ namePart: '' })).toHaveLength(6)
    })

    test('groups whose events expire are listed by id, of all accounts', async () => {
      const [own, foreign] = [groupOf({ retentionDays: 1 }), groupOf({ accountId: '1', retentionDays: 3 })]
      const forGood = groupOf()
      await putGroups(own, foreign, forGood)
      const ids: number[] = []
      for (let last = 0; ;) {
        const found = await read().logGroups.listExpiring(last, 1)
        if (!found[0]) break
        ids.push((last = found[0].id))
      }
      expect(ids).toEqual(expect.arrayContaining([own.id, foreign.id]))
      expect(ids).not.toContain(forGood.id)
    })

    test('what is stored in a group is the sum of its streams', async () => {
      const [group, empty] = [groupOf(), groupOf()]
      await putStreams(
        streamOf(group.id, { storedBytes: 5_000_000_000 }),
        streamOf(group.id, { name: 'b', storedBytes: 7 }),
      )
      expect(await read().logGroups.countBytes([group.id, empty.id])).toEqual(new Map([[group.id, 5_000_000_007]]))
      expect(await read().logGroups.countBytes([])).toEqual(new Map())
    })
  })

  describe('log streams', () => {
    test('a stream is read as it was written, changed and deleted, in its own group only', async () => {
      const groupId = newNumericId()
      const stream = streamOf(groupId)
      await putStreams(stream)
      const found = () => read().logStreams.find(groupId, 'a')
      expect(await found()).toEqual(stream)
      expect(await read().logStreams.find(newNumericId(), 'a')).toBeUndefined()
      const times = { firstEventMs: 1, lastEventMs: 2, lastIngestedMs: 3 }
      const changed = { ...stream, ...times, eventsPut: 4, storedBytes: 5 }
      await storage().write(({ logStreams }) => logStreams.update(changed))
      expect(await found()).toEqual(changed)
      await storage().write(({ logStreams }) => logStreams.subtractBytes(stream.id, 2))
      expect(await found()).toEqual({ ...changed, storedBytes: 3 })
      await storage().write(({ logStreams }) => logStreams.delete(stream.id))
      expect(await found()).toBeUndefined()
    })

    test('they are listed by name and by their latest event, both ways, in pages', async () => {
      const groupId = newNumericId()
      const times = { a: 30, 'a b': 30, b: 10, c: undefined }
      const streams = Object.entries(times).map(([name, atMs]) =>
        streamOf(groupId, { name, ...(atMs !== undefined && { firstEventMs: 1, lastEventMs: atMs }) }),
      )
      await putStreams(...streams)
      const { logStreams } = read()
      const list = async (
        by: 'listByName' | 'listByLastEvent',
        order: { isDescending: boolean; namePrefix?: string },
      ) => (await collectPages(1, page => logStreams[by](groupId, order, page))).map(({ name }) => name)
      expect(await list('listByName', { isDescending: false })).toEqual(['a', 'a b', 'b', 'c'])
      expect(await list('listByName', { isDescending: true })).toEqual(['c', 'b', 'a b', 'a'])
      expect(await list('listByName', { isDescending: false, namePrefix: 'a' })).toEqual(['a', 'a b'])
      expect(await list('listByLastEvent', { isDescending: true })).toEqual(['a b', 'a', 'b', 'c'])
      expect(await list('listByLastEvent', { isDescending: false })).toEqual(['c', 'b', 'a', 'a b'])
      const page = { limit: 9, after: 'nonsense' }
      expect((await logStreams.listByLastEvent(groupId, { isDescending: true }, page)).items).toEqual([])
    })

    test('streams of a group that is gone go in portions', async () => {
      const groupId = newNumericId()
      await putStreams(...['a', 'b', 'c'].map(name => streamOf(groupId, { name })))
      const deleteTwo = () => storage().write(({ logStreams }) => logStreams.deleteOfGroup(groupId, 2))
      expect([await deleteTwo(), await deleteTwo(), await deleteTwo()]).toEqual([2, 1, 0])
    })
  })

  describe('log events', () => {
    let groupId: number
    let stream: LogStream
    beforeEach(async () => {
      groupId = newNumericId()
      stream = streamOf(groupId)
      await putStreams(stream)
    })

    test('events come back with every character, the name of their stream, and none once the stream is gone', async () => {
      const message = 'NUL \0, tab \t, ü 漢字 \u{1f600}, \ufeffmark'
      await putEvents(groupId, eventOf(stream.id, 1, { message }))
      const { items } = await read().logEvents.listOfStream(stream.id, everything, all)
      const found = { ...eventOf(stream.id, 1, { message }), sizeBytes: eventSizeBytes(message) }
      expect(items).toEqual([{ ...found, streamName: 'a' }])
      await storage().write(({ logStreams }) => logStreams.delete(stream.id))
      expect((await read().logEvents.listOfGroup(groupId, everything, all)).items).toEqual([found])
    })

    test('a range excludes its ends, and is read from either side', async () => {
      const times = [10, 20, 20, 20, 30]
      await putEvents(groupId, ...times.map((atMs, index) => eventOf(stream.id, index + 1, { atMs })))
      const numbers = async (after: number, before: number, portion: Partial<EventPortion> = {}) => {
        const at = (index: number) => ({ atMs: times[index]!, streamId: stream.id, sequence: index + 1 })
        const range = { after: at(after), before: at(before) }
        const found = await read().logEvents.listOfStream(stream.id, range, { ...all, ...portion })
        return [found.items.map(({ sequence }) => sequence), found.hasMore]
      }
      expect(await numbers(0, 4)).toEqual([[2, 3, 4], false])
      expect(await numbers(1, 4)).toEqual([[3, 4], false])
      expect(await numbers(0, 4, { limit: 2 })).toEqual([[2, 3], true])
      expect(await numbers(0, 4, { from: 'end', limit: 2 })).toEqual([[4, 3], true])
      expect(await numbers(0, 3, { from: 'end' })).toEqual([[3, 2], false])
      expect(await numbers(2, 3)).toEqual([[], false])
    })

    test('a portion ends before it has too many bytes, and has at least one event', async () => {
      const events = [100, 500, 10, 10].map((length, index) =>
        eventOf(stream.id, index + 1, { message: 'x'.repeat(length) }),
      )
      await putEvents(groupId, ...events)
      const count = async (bytesMax: number, after = 0) => {
        const range = { ...everything, after: { atMs: 1_000, streamId: stream.id, sequence: after } }
        const { items, hasMore } = await read().logEvents.listOfStream(stream.id, range, { ...all, bytesMax })
        return [items.length, hasMore]
      }
      expect(await count(1)).toEqual([1, true])
      expect(await count(126 + 526)).toEqual([2, true])
      expect(await count(126 + 525)).toEqual([1, true])
      expect(await count(10_000)).toEqual([4, false])
      expect(await count(1, 3)).toEqual([1, false])
    })

    test('events of a group are ordered by time across its streams, and paged without loss', async () => {
      const other = streamOf(groupId, { name: 'b' })
      await putStreams(other)
      const events = [
        ...[5, 5, 7, 9].map((atMs, index) => eventOf(stream.id, index + 1, { atMs })),
        ...[5, 6, 7, 7].map((atMs, index) => eventOf(other.id, index + 1, { atMs })),
      ]
      await putEvents(groupId, ...events)
      const place = ({ atMs, streamId, sequence }: LogEvent) => [atMs, streamId, sequence]
      const expected = events.map(place).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!)
      const found: number[][] = []
      for (let after = everything.after; ;) {
        const page = await read().logEvents.listOfGroup(groupId, { ...everything, after }, { ...all, limit: 3 })
        found.push(...page.items.map(place))
        if (!page.hasMore) break
        after = page.items.at(-1)!
      }
      expect(found).toEqual(expected)
      const backwards = await read().logEvents.listOfGroup(groupId, everything, { ...all, from: 'end' })
      expect(backwards.items.map(place)).toEqual(expected.toReversed())
    })

    test('more events than one statement holds are written whole', async () => {
      await putEvents(groupId, ...Array.from({ length: 123 }, (_, index) => eventOf(stream.id, index + 1)))
      const { items } = await read().logEvents.listOfStream(stream.id, everything, { ...all, limit: 1_000 })
      expect(items.map(({ message }) => message)).toEqual(items.map((_, index) => `event ${index + 1}`))
      expect(items).toHaveLength(123)
    })

    test('old events go in portions, oldest first, and say what their streams lost', async () => {
      const times = [10, 20, 30, 40]
      await putEvents(groupId, ...times.map((atMs, index) => eventOf(stream.id, index + 1, { atMs, message: 'four' })))
      const deleteOld = () => storage().write(({ logEvents }) => logEvents.deleteBefore(groupId, 40, 2))
      expect(await deleteOld()).toEqual({ count: 2, bytesOfStreams: new Map([[stream.id, 60]]) })
      expect((await read().logEvents.listOfGroup(groupId, everything, all)).items.map(({ atMs }) => atMs)).toEqual([
        30, 40,
      ])
      expect(await deleteOld()).toEqual({ count: 1, bytesOfStreams: new Map([[stream.id, 30]]) })
      expect((await deleteOld()).count).toBe(0)
    })

    test('events of a stream go in portions, and those of others stay', async () => {
      const other = streamOf(groupId, { name: 'b' })
      await putEvents(groupId, ...[1, 2, 3].map(sequence => eventOf(stream.id, sequence)), eventOf(other.id, 1))
      const deleteTwo = () => storage().write(({ logEvents }) => logEvents.deleteOfStream(stream.id, 2))
      expect([await deleteTwo(), await deleteTwo(), await deleteTwo()]).toEqual([2, 1, 0])
      expect((await read().logEvents.listOfGroup(groupId, everything, all)).items).toHaveLength(1)
    })

    test('what is to be purged is remembered until it is done', async () => {
      const removals = [
        { of: 'group', id: groupId },
        { of: 'stream', id: stream.id },
      ] as const
      await storage().write(async ({ logEvents }) => {
        for (const removal of removals) await logEvents.addRemoval(removal)
      })
      expect(await read().logEvents.listRemovals(100)).toEqual(expect.arrayContaining([...removals]))
      await storage().write(({ logEvents }) => logEvents.deleteRemoval(removals[0]))
      const left = await read().logEvents.listRemovals(100)
      expect(left).toContainEqual(removals[1])
      expect(left).not.toContainEqual(removals[0])
    })
  })
}
