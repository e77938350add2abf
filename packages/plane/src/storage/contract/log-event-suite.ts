import { beforeEach, describe, expect, test } from 'vitest'
import { newNumericId } from '../../domain/basics/ids.ts'
import {
  endOfTime,
  type EventPortion,
  eventSizeBytes,
  type LogEvent,
  startOf,
} from '../../domain/log-event/log-event.ts'
import { createLogEvents } from '../../domain/log-event/log-events.ts'
import type { LogStream } from '../../domain/log-stream/log-stream.ts'
import { groupOf, streamOf } from './log-suite.ts'
import type { StorageOf } from './storage-contract.ts'

const everything = { after: startOf(0), before: endOfTime }
const all: EventPortion = { from: 'start', limit: 100, bytesMax: 1_000_000 }

const eventOf = (streamId: number, sequence: number, change: Partial<LogEvent> = {}): LogEvent => ({
  streamId,
  atMs: 1_000,
  sequence,
  ingestedMs: 2_000,
  message: `event ${sequence}`,
  ...change,
})

export function logEventSuite(storage: StorageOf): void {
  const read = () => storage().read
  const putStreams = (...streams: LogStream[]) =>
    storage().write(async ({ logStreams }) => {
      for (const stream of streams) await logStreams.insert(stream)
    })
  const putEvents = (groupId: number, ...events: LogEvent[]) =>
    storage().write(({ logEvents }) => logEvents.add(groupId, events))

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

    test('batches that are put into one stream at once are all numbered, one after the other', async () => {
      const group = groupOf()
      await storage().write(({ logGroups }) => logGroups.insert(group))
      await putStreams(streamOf(group.id))
      const events = createLogEvents(storage())
      const now = new Date()
      const context = { accountId: group.accountId, region: group.region, callerArn: '', now }
      const batch = [1, 2, 3].map(() => ({ atMs: now.getTime(), message: 'x' }))
      const put = () => events.put(context, { groupName: group.name, streamName: 'a' }, batch)
      const results = await Promise.all(Array.from({ length: 12 }, put))
      expect(Math.max(...results.map(({ eventsPut }) => eventsPut))).toBe(36)
      const { items } = await read().logEvents.listOfGroup(group.id, everything, all)
      expect(items.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 36 }, (_, index) => index + 1))
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
