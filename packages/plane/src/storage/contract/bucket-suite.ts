import { describe, expect, test } from 'vitest'
import type { Bucket } from '../../domain/bucket/bucket.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

function bucketOf(change: Partial<Bucket> = {}): Bucket {
  return {
    name: 'one',
    accountId: '414141414141',
    region: 'eu-west-1',
    createdAt: new Date(1_234),
    versioning: 'unversioned',
    bucketKeyEnabled: false,
    tags: new Map(),
    ...change,
  }
}

const whole = bucketOf({
  versioning: 'suspended',
  bucketKeyEnabled: true,
  policy: '{"a":"\\u0000"}',
  publicAccessBlock: {
    blockPublicAcls: true,
    ignorePublicAcls: false,
    blockPublicPolicy: true,
    restrictPublicBuckets: false,
  },
  tags: new Map([
    ['b', '1'],
    ['__proto__', ''],
  ]),
  lifecycle: [
    {
      id: 'r',
      isEnabled: true,
      filter: { form: 'and', prefix: 'a/', tags: new Map([['k', 'v']]), sizeGreaterThanBytes: 5 },
      expiration: { date: new Date(86_400_000) },
    },
    {
      id: 's',
      isEnabled: false,
      filter: { form: 'filter', tags: new Map() },
      expiration: { days: 3 },
      noncurrentExpiration: { days: 1, newerKept: 2 },
      abortUploadsAfterDays: 7,
    },
  ],
})

export function bucketSuite(storage: StorageOf): void {
  const insert = (...buckets: Bucket[]) =>
    storage().write(async writer => {
      for (const bucket of buckets) await writer.buckets.insert(bucket)
    })
  const read = () => storage().read.buckets

  describe('buckets', () => {
    test('a bucket is read as it was written, changed, and goes', async () => {
      await insert(bucketOf())
      expect(await read().find('one')).toEqual(bucketOf())
      await storage().write(writer => writer.buckets.update(whole))
      expect(await read().find('one')).toEqual(whole)
      await storage().write(writer => writer.buckets.update(bucketOf()))
      expect(await read().find('one')).toEqual(bucketOf())
      await storage().write(writer => writer.buckets.delete('one'))
      expect(await read().find('one')).toBeUndefined()
    })

    test('a name is given once', async () => {
      await insert(bucketOf({ name: 'twice' }))
      await expect(insert(bucketOf({ name: 'twice', accountId: '1' }))).rejects.toThrow()
      expect((await read().find('twice'))?.accountId).toBe('414141414141')
    })

    test('an account lists its own by name, filtered and paged', async () => {
      const accountId = '424242424242'
      const names = ['a', 'aa', 'a-b', 'a.b', 'b', 'zz9', 'zz']
      await insert(
        ...names.map((name, i) => bucketOf({ name, accountId, region: i % 2 ? 'us-east-1' : 'eu-west-1' })),
        bucketOf({ name: 'aaa', accountId: '434343434343' }),
      )
      const list = async (filter: object) => {
        const found = await collectPages(2, page => read().list(accountId, filter, page))
        return found.map(({ name }) => name)
      }
      expect(await list({})).toEqual(['a', 'a-b', 'a.b', 'aa', 'b', 'zz', 'zz9'])
      expect(await list({ prefix: 'a' })).toEqual(['a', 'a-b', 'a.b', 'aa'])
      expect(await list({ prefix: 'zz' })).toEqual(['zz', 'zz9'])
      expect(await list({ prefix: 'a', region: 'us-east-1' })).toEqual(['a.b', 'aa'])
      expect(await read().count(accountId)).toBe(7)
      expect(await read().count('1')).toBe(0)
    })

    test('those with lifecycle rules are found, of all accounts', async () => {
      const rules = { lifecycle: whole.lifecycle }
      await insert(
        bucketOf({ name: 'life-2', accountId: '444444444444', ...rules }),
        bucketOf({ name: 'life-1', ...rules }),
        bucketOf({ name: 'life-0' }),
      )
      const found = await collectPages(1, page => read().listWithLifecycle(page))
      expect(found.map(({ name }) => name)).toEqual(['life-1', 'life-2'])
      expect(found[0]!.lifecycle).toEqual(whole.lifecycle)
    })
  })
}
