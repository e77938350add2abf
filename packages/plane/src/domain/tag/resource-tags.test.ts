import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqliteStorage } from '../../storage/sqlite/sqlite-storage.ts'
import type { Storage } from '../storage.ts'
import { checkTags, createResourceTags, type ResourceTags } from './resource-tags.ts'

const resource = (id: string) => ({ accountId: '111122223333', region: 'eu-west-1', type: 'instance', id })
const many = (count: number, prefix = 'k') => new Map(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, 'v']))

let folder: string
let storage: Storage
let tags: ResourceTags
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostler-tags-'))
  storage = await openSqliteStorage(join(folder, 'plane.db'))
  tags = createResourceTags(storage)
})
afterAll(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

describe('limits', () => {
  test.each([
    ['', 'v'],
    ['aws:name', 'v'],
    ['AWS:name', 'v'],
    ['k'.repeat(129), 'v'],
    ['k', 'v'.repeat(257)],
  ])('the tag %j=%j is refused', async (key, value) => {
    const bad = new Map([
      ['good', 'v'],
      [key, value],
    ])
    expect(() => checkTags(bad)).toThrow(expect.objectContaining({ key: 'tag.invalid', id: key }))
    await expect(tags.put(resource('i-bad'), bad)).rejects.toMatchObject({ key: 'tag.invalid' })
    expect(await tags.list(resource('i-bad'))).toEqual(new Map())
  })

  test('keys that only look like AWS’s own are allowed, and so are the longest', () => {
    expect(() => checkTags(new Map([['awsome', '']]))).not.toThrow()
    expect(() => checkTags(new Map([[`x-aws:${'k'.repeat(122)}`, 'v'.repeat(256)]]))).not.toThrow()
  })

  test('fifty tags in all count, also when calls come at once', async () => {
    await expect(tags.put(resource('i-many'), many(51))).rejects.toMatchObject({ key: 'tag.limit-exceeded' })
    const calls = ['a', 'b', 'c'].map(prefix => tags.put(resource('i-many'), many(20, prefix)))
    const outcomes = (await Promise.allSettled(calls)).map(({ status }) => status)
    expect(outcomes).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect((await tags.list(resource('i-many'))).size).toBe(40)
    await tags.put(resource('i-many'), new Map([...many(10, 'd'), ['a0', 'changed']]))
    expect((await tags.list(resource('i-many'))).get('a0')).toBe('changed')
    await expect(tags.put(resource('i-many'), new Map([['e', '']]))).rejects.toMatchObject({ id: 'i-many' })
  })
})

test('removing passes over keys that are not there, and leaves other resources alone', async () => {
  await tags.put(resource('i-1'), new Map(Object.entries({ a: '1', b: '2' })))
  await tags.put(resource('i-2'), new Map([['a', '1']]))
  await tags.remove(resource('i-1'), ['a', 'nothing'])
  expect(await tags.list(resource('i-1'))).toEqual(new Map([['b', '2']]))
  const all = await tags.listByType(resource(''), 'instance')
  expect(all.get('i-2')).toEqual(new Map([['a', '1']]))
  expect(await tags.listByType({ ...resource(''), region: 'us-east-1' }, 'instance')).toEqual(new Map())
})
