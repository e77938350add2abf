import { describe, expect, test } from 'vitest'
import type { CustomerPolicy } from '../../domain/policy/customer-policy.ts'
import type { StorageOf } from './storage-contract.ts'

const accountId = '222233334444'
const createdAt = new Date(1_700_000_000_000)
const policy: CustomerPolicy = {
  accountId,
  id: 'ANPA1',
  name: 'Look',
  path: '/own/',
  description: 'a "quoted" 説明',
  defaultVersion: 1,
  versionsMade: 1,
  createdAt,
  updatedAt: createdAt,
}

export function customerPolicySuite(storage: StorageOf): void {
  describe('policies of an account', () => {
    test('a policy is kept whole, found without regard to case, updated and listed', async () => {
      await storage().write(writer => writer.customerPolicies.insert(policy))
      const { customerPolicies } = storage().read
      expect(await customerPolicies.find(accountId, 'LOOK')).toEqual(policy)
      expect(await customerPolicies.find('999999999999', 'Look')).toBeUndefined()
      const changed = { ...policy, defaultVersion: 3, versionsMade: 4, updatedAt: new Date(1_800_000_000_000) }
      await storage().write(writer => writer.customerPolicies.update(changed))
      expect(await customerPolicies.findById(accountId, policy.id)).toEqual(changed)
      expect(await customerPolicies.list(accountId, '/own/', { limit: 5 })).toEqual({ items: [changed] })
    })

    test('versions are listed newest first, deleted one by one, and all go with their policy', async () => {
      const version = (number: number) => ({ version: number, document: `{"v":${number}}`, createdAt })
      await storage().write(async writer => {
        for (const number of [1, 2, 10]) {
          await writer.customerPolicies.insertVersion(accountId, policy.id, version(number))
        }
        await writer.customerPolicies.insertVersion(accountId, 'ANPA2', version(1))
      })
      const { customerPolicies } = storage().read
      expect(await customerPolicies.listVersions(policy.id)).toEqual([10, 2, 1].map(version))
      expect(await customerPolicies.findVersion(policy.id, 2)).toEqual(version(2))
      await storage().write(writer => writer.customerPolicies.deleteVersion(policy.id, 2))
      expect(await customerPolicies.findVersion(policy.id, 2)).toBeUndefined()
      await storage().write(writer => writer.customerPolicies.delete(accountId, policy.id))
      expect(await customerPolicies.listVersions(policy.id)).toEqual([])
      expect(await customerPolicies.listVersions('ANPA2')).toEqual([version(1)])
    })
  })
}
