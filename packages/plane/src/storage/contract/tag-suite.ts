import { describe, expect, test } from 'vitest'
import type { StorageOf } from './storage-contract.ts'

export function tagSuite(storage: StorageOf): void {
  describe('tags', () => {
    const scope = { accountId: '555566667777', region: 'eu-west-1' }
    const web = { ...scope, type: 'instance', id: 'i-web' }
    const db = { ...scope, type: 'instance', id: 'i-db' }

    test('tags are put, overwritten, listed by key and removed one by one', async () => {
      await storage().write(async writer => {
        await writer.tags.put(
          web,
          new Map([
            ['Name', 'web'],
            ['env', 'test'],
            ['空', ''],
          ]),
        )
        await writer.tags.put(web, new Map([['env', 'prod']]))
      })
      expect([...(await storage().read.tags.list(web))]).toEqual([
        ['Name', 'web'],
        ['env', 'prod'],
        ['空', ''],
      ])
      await storage().write(writer => writer.tags.remove(web, ['env', 'absent']))
      expect([...(await storage().read.tags.list(web)).keys()]).toEqual(['Name', '空'])
    })

    test('tags of one type are listed together, those of others are not', async () => {
      await storage().write(async writer => {
        await writer.tags.put(db, new Map([['Name', 'db']]))
        await writer.tags.put({ ...web, type: 'managed-instance' }, new Map([['Name', 'no']]))
        await writer.tags.put({ ...web, region: 'us-east-1' }, new Map([['Name', 'no']]))
      })
      const found = await storage().read.tags.listByType(scope, 'instance')
      expect([...found].map(([id, tags]) => [id, tags.get('Name')])).toEqual([
        ['i-db', 'db'],
        ['i-web', 'web'],
      ])
    })

    test('all tags of a resource go together', async () => {
      await storage().write(writer => writer.tags.removeAll(web))
      expect((await storage().read.tags.list(web)).size).toBe(0)
      expect((await storage().read.tags.list(db)).size).toBe(1)
    })
  })
}
