import { describe, expect, test } from 'vitest'
import type { InstanceProfile } from '../../domain/instance-profile/instance-profile.ts'
import type { Role } from '../../domain/role/role.ts'
import type { User } from '../../domain/user/user.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const accountId = '222233334444'
const createdAt = new Date(1_700_000_000_000)

function user(name: string, path = '/'): User {
  return { accountId, id: `AIDA${name.toUpperCase()}`, name, path, createdAt }
}

function role(name: string, path = '/'): Role {
  const trustPolicy = '{"Version":"2012-10-17","Statement":[]}'
  return { accountId, id: `AROA${name}`, name, path, description: '', trustPolicy, maxSessionSeconds: 3600, createdAt }
}

export function identitySuite(storage: StorageOf): void {
  describe('users', () => {
    test('a user is found by name in any case and by id, only in its own account', async () => {
      const alice = { ...user('Alice', '/team/'), boundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess' }
      await storage().write(writer => writer.users.insert(alice))
      expect(await storage().read.users.find(accountId, 'aLICE')).toEqual(alice)
      expect(await storage().read.users.findById(accountId, alice.id)).toEqual(alice)
      expect(await storage().read.users.find('999999999999', 'Alice')).toBeUndefined()
      expect(await storage().read.users.findById('999999999999', alice.id)).toBeUndefined()
    })

    test('a name that differs only in case is refused', async () => {
      await expect(storage().write(writer => writer.users.insert(user('ALICE')))).rejects.toThrow()
    })

    test('pages of any size give every user once, in order, and a path prefix narrows them', async () => {
      const names = ['zoe', 'Bob', 'carol', '日本', 'dave_1', 'dave%1']
      await storage().write(async writer => {
        for (const name of names) await writer.users.insert({ ...user(name), id: `AIDA-${name}` })
      })
      for (const limit of [1, 2, 3, 100]) {
        const found = await collectPages(limit, page => storage().read.users.list(accountId, '/', page))
        expect(found.map(({ name }) => name)).toEqual(['Alice', 'Bob', 'carol', 'dave%1', 'dave_1', 'zoe', '日本'])
      }
      const team = await storage().read.users.list(accountId, '/team/', { limit: 10 })
      expect(team.items.map(({ name }) => name)).toEqual(['Alice'])
    })

    test('an update and a deletion take effect', async () => {
      const bob = (await storage().read.users.find(accountId, 'bob'))!
      await storage().write(writer => writer.users.update({ ...bob, path: '/moved/' }))
      expect((await storage().read.users.find(accountId, 'bob'))?.path).toBe('/moved/')
      await storage().write(writer => writer.users.delete(accountId, bob.id))
      expect(await storage().read.users.find(accountId, 'bob')).toBeUndefined()
    })
  })

  describe('roles', () => {
    test('a role is kept whole, found without regard to case, updated and deleted', async () => {
      const plain = { ...role('Web', '/service-role/'), description: 'a "quoted" 説明' }
      await storage().write(writer => writer.roles.insert(plain))
      expect(await storage().read.roles.find(accountId, 'WEB')).toEqual(plain)
      const changed = { ...plain, maxSessionSeconds: 7200, boundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess' }
      await storage().write(writer => writer.roles.update(changed))
      expect(await storage().read.roles.findById(accountId, plain.id)).toEqual(changed)
      await storage().write(writer => writer.roles.delete(accountId, plain.id))
      expect(await storage().read.roles.find(accountId, 'web')).toBeUndefined()
    })

    test('pages follow the lower-case name', async () => {
      await storage().write(async writer => {
        for (const name of ['b', 'A', 'C']) await writer.roles.insert(role(name))
      })
      const found = await collectPages(2, page => storage().read.roles.list(accountId, '/', page))
      expect(found.map(({ name }) => name)).toEqual(['A', 'b', 'C'])
    })
  })

  describe('access keys', () => {
    test('keys are listed per user by creation, change status, and go', async () => {
      const key = (id: string, atMs: number) => ({
        id,
        accountId,
        userId: 'AIDAKEYS',
        sealedSecret: `sealed ${id}`,
        status: 'Active' as const,
        createdAt: new Date(atMs),
      })
      await storage().write(async writer => {
        await writer.accessKeys.insert(key('AKIA2', 2000))
        await writer.accessKeys.insert(key('AKIA1', 1000))
        await writer.accessKeys.insert({ ...key('AKIA3', 500), userId: 'AIDAOTHER' })
      })
      const listed = await storage().read.accessKeys.listByUser(accountId, 'AIDAKEYS')
      expect(listed).toEqual([key('AKIA1', 1000), key('AKIA2', 2000)])
      await storage().write(writer => writer.accessKeys.updateStatus('AKIA1', 'Inactive'))
      expect((await storage().read.accessKeys.find('AKIA1'))?.status).toBe('Inactive')
      await storage().write(writer => writer.accessKeys.delete('AKIA1'))
      expect(await storage().read.accessKeys.find('AKIA1')).toBeUndefined()
    })
  })

  describe('instance profiles', () => {
    test('a profile gains and loses its role and is found by it', async () => {
      const profile: InstanceProfile = { accountId, id: 'AIPA1', name: 'Web', path: '/', createdAt }
      await storage().write(writer => writer.instanceProfiles.insert(profile))
      expect(await storage().read.instanceProfiles.find(accountId, 'web')).toEqual(profile)
      await storage().write(writer => writer.instanceProfiles.update({ ...profile, roleId: 'AROA1' }))
      expect(await storage().read.instanceProfiles.listByRole(accountId, 'AROA1')).toEqual([
        { ...profile, roleId: 'AROA1' },
      ])
      await storage().write(writer => writer.instanceProfiles.update(profile))
      expect(await storage().read.instanceProfiles.findById(accountId, 'AIPA1')).toEqual(profile)
      await storage().write(writer => writer.instanceProfiles.delete(accountId, 'AIPA1'))
      expect(await storage().read.instanceProfiles.list(accountId, '/', { limit: 5 })).toEqual({ items: [] })
    })
  })
}
