import { describe, expect, test } from 'vitest'
import type { Group } from '../../domain/group/group.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const accountId = '222233334444'
const otherAccount = '999999999999'

function group(name: string, path = '/'): Group {
  return { accountId, id: `AGPA${name.toUpperCase()}`, name, path, createdAt: new Date(1_700_000_000_000) }
}

export function groupSuite(storage: StorageOf): void {
  describe('groups', () => {
    test('a group is found by name in any case and by id, updated and listed by its path', async () => {
      const ops = group('Ops', '/team/')
      await storage().write(async writer => {
        await writer.groups.insert(ops)
        await writer.groups.insert(group('dev'))
      })
      const { groups } = storage().read
      expect(await groups.find(accountId, 'oPS')).toEqual(ops)
      expect(await groups.findById(accountId, ops.id)).toEqual(ops)
      expect(await groups.find(otherAccount, 'Ops')).toBeUndefined()
      expect((await collectPages(1, page => groups.list(accountId, '/', page))).map(({ name }) => name)).toEqual([
        'dev',
        'Ops',
      ])
      await storage().write(writer => writer.groups.update({ ...ops, path: '/moved/' }))
      expect(await groups.list(accountId, '/moved/', { limit: 5 })).toEqual({ items: [{ ...ops, path: '/moved/' }] })
    })

    test('members come, twice is once, and go; with the group all go', async () => {
      const { groups } = storage().read
      const [ops, dev] = ['AGPAOPS', 'AGPADEV'] as const
      await storage().write(async writer => {
        await writer.groups.addMember(accountId, ops, 'AIDAZ')
        await writer.groups.addMember(accountId, ops, 'AIDAA')
        await writer.groups.addMember(accountId, ops, 'AIDAA')
        await writer.groups.addMember(accountId, dev, 'AIDAA')
      })
      expect(await groups.listMembers(accountId, ops)).toEqual(['AIDAA', 'AIDAZ'])
      expect(await groups.listGroupsOf(accountId, 'AIDAA')).toEqual([dev, ops])
      expect(await groups.listGroupsOf(otherAccount, 'AIDAA')).toEqual([])
      await storage().write(writer => writer.groups.removeMember(accountId, ops, 'AIDAZ'))
      expect(await groups.listMembers(accountId, ops)).toEqual(['AIDAA'])
      await storage().write(writer => writer.groups.delete(accountId, ops))
      expect(await groups.listGroupsOf(accountId, 'AIDAA')).toEqual([dev])
      expect(await groups.findById(accountId, ops)).toBeUndefined()
    })
  })
}
