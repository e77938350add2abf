import { describe, expect, test } from 'vitest'
import { newNumericId } from '../../domain/basics/ids.ts'
import type { LogGroup } from '../../domain/log-group/log-group.ts'
import type { LogStream } from '../../domain/log-stream/log-stream.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const scope = { accountId: '777788889999', region: 'eu-west-1' }
export const groupOf = (change: Partial<LogGroup> = {}): LogGroup => ({
  ...scope,
  id: newNumericId(),
  name: `group-${newNumericId()}`,
  createdAt: new Date(1_000),
  ...change,
})

export const streamOf = (groupId: number, change: Partial<LogStream> = {}): LogStream => ({
  id: newNumericId(),
  groupId,
  name: 'a',
  createdAt: new Date(1_000),
  eventsPut: 0,
  storedBytes: 0,
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
}
