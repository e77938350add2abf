import { describe, expect, test } from 'vitest'
import type { LoginProfile } from '../../domain/login-profile/login-profile.ts'
import type { MfaDevice } from '../../domain/mfa-device/mfa-device.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const accountId = '555566667777'
const otherId = '888899990000'
const at = new Date(1_700_000_000_000)

const profile: LoginProfile = {
  accountId,
  userId: 'AIDAPERSON',
  passwordHash: 'scrypt$1',
  earlierHashes: ['scrypt$0'],
  createdAt: at,
  changedAt: new Date(at.getTime() + 1),
  resetRequired: true,
}

function device(name: string, userId?: string): MfaDevice {
  const use = userId === undefined ? {} : { use: { userId, enabledAt: at, lastStep: 7, driftSteps: -1 } }
  return { accountId, serialNumber: `arn:mfa/${name}`, name, sealedSeed: 'sealed', createdAt: at, ...use }
}

/** What people sign in with. */
export function peopleSuite(storage: StorageOf): void {
  describe('login profiles', () => {
    test('one is kept whole, replaced and deleted, in its own account', async () => {
      await storage().write(writer => writer.loginProfiles.put(profile))
      expect(await storage().read.loginProfiles.find(accountId, profile.userId)).toEqual(profile)
      expect(await storage().read.loginProfiles.find(otherId, profile.userId)).toBeUndefined()
      const changed = { ...profile, passwordHash: 'scrypt$2', earlierHashes: [], resetRequired: false }
      await storage().write(writer => writer.loginProfiles.put(changed))
      expect(await storage().read.loginProfiles.find(accountId, profile.userId)).toEqual(changed)
      await storage().write(writer => writer.loginProfiles.delete(otherId, profile.userId))
      expect(await storage().read.loginProfiles.find(accountId, profile.userId)).toBeDefined()
      await storage().write(writer => writer.loginProfiles.delete(accountId, profile.userId))
      expect(await storage().read.loginProfiles.find(accountId, profile.userId)).toBeUndefined()
    })
  })

  describe('password policies', () => {
    test('an account has one or none', async () => {
      const policy = {
        minimumLength: 12,
        requireSymbols: true,
        requireNumbers: false,
        requireUppercase: false,
        requireLowercase: true,
        allowUsersToChangePassword: true,
        maxAgeDays: 90,
      }
      await storage().write(writer => writer.passwordPolicies.put(accountId, policy))
      expect(await storage().read.passwordPolicies.find(accountId)).toEqual(policy)
      expect(await storage().read.passwordPolicies.find(otherId)).toBeUndefined()
      const { maxAgeDays: _, ...shorter } = policy
      await storage().write(writer => writer.passwordPolicies.put(accountId, shorter))
      expect(await storage().read.passwordPolicies.find(accountId)).toEqual(shorter)
      await storage().write(writer => writer.passwordPolicies.delete(accountId))
      expect(await storage().read.passwordPolicies.find(accountId)).toBeUndefined()
    })
  })

  describe('account aliases', () => {
    test('an account has one, found from both sides, and no two accounts have the same', async () => {
      await storage().write(writer => writer.accountAliases.put(accountId, 'first'))
      await storage().write(writer => writer.accountAliases.put(accountId, 'second'))
      expect(await storage().read.accountAliases.find(accountId)).toBe('second')
      expect(await storage().read.accountAliases.findAccount('second')).toBe(accountId)
      expect(await storage().read.accountAliases.findAccount('first')).toBeUndefined()
      await expect(storage().write(writer => writer.accountAliases.put(otherId, 'second'))).rejects.toThrow()
      await storage().write(writer => writer.accountAliases.delete(accountId))
      expect(await storage().read.accountAliases.find(accountId)).toBeUndefined()
    })
  })

  describe('MFA devices', () => {
    test('one is kept whole, replaced and deleted, in its own account', async () => {
      const phone = device('one/phone', 'AIDAPERSON')
      await storage().write(writer => writer.mfaDevices.put(phone))
      expect(await storage().read.mfaDevices.find(accountId, phone.serialNumber)).toEqual(phone)
      expect(await storage().read.mfaDevices.find(otherId, phone.serialNumber)).toBeUndefined()
      expect(await storage().read.mfaDevices.listByUser(accountId, 'AIDAPERSON')).toEqual([phone])
      expect(await storage().read.mfaDevices.listByUser(otherId, 'AIDAPERSON')).toEqual([])
      await storage().write(writer => writer.mfaDevices.put(device('one/phone')))
      expect(await storage().read.mfaDevices.listByUser(accountId, 'AIDAPERSON')).toEqual([])
      expect(await storage().read.mfaDevices.find(accountId, phone.serialNumber)).toEqual(device('one/phone'))
      await storage().write(writer => writer.mfaDevices.delete(accountId, phone.serialNumber))
      expect(await storage().read.mfaDevices.find(accountId, phone.serialNumber)).toBeUndefined()
    })

    test('pages of any size give every device once, by what is asked for', async () => {
      const devices = [device('b', 'AIDAB'), device('a'), device('c', 'AIDAC'), device('d')]
      await storage().write(async writer => {
        for (const each of devices) await writer.mfaDevices.put(each)
      })
      const expected = { any: ['a', 'b', 'c', 'd'], assigned: ['b', 'c'], unassigned: ['a', 'd'] }
      for (const assignment of ['any', 'assigned', 'unassigned'] as const) {
        for (const limit of [1, 2, 100]) {
          const { mfaDevices } = storage().read
          const found = await collectPages(limit, page => mfaDevices.list(accountId, assignment, page))
          expect(found.map(({ name }) => name)).toEqual(expected[assignment])
        }
      }
    })
  })

  describe('uses of access keys', () => {
    test('the last one of a key is kept until the key is deleted', async () => {
      const use = { accessKeyId: 'AKIAUSED', accountId, at, service: 'ssm', region: 'eu-west-1' }
      await storage().write(writer => writer.accessKeyUses.put(use))
      expect(await storage().read.accessKeyUses.find('AKIAUSED')).toEqual(use)
      const later = { ...use, at: new Date(at.getTime() + 900_000), service: 'iam', region: 'us-east-1' }
      await storage().write(writer => writer.accessKeyUses.put(later))
      expect(await storage().read.accessKeyUses.find('AKIAUSED')).toEqual(later)
      await storage().write(writer => writer.accessKeyUses.delete('AKIAUSED'))
      expect(await storage().read.accessKeyUses.find('AKIAUSED')).toBeUndefined()
    })
  })
}
