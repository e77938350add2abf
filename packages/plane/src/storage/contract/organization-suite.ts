import { describe, expect, test } from 'vitest'
import type { Organization } from '../../domain/organization/organization.ts'
import type { StorageOf } from './storage-contract.ts'

const at = new Date(1_700_000_000_123)
const organization: Organization = {
  id: 'o-bbbbbbbbbb',
  managementAccountId: '222233334444',
  featureSet: 'ALL',
  rootId: 'r-abcd',
  policyTypes: ['SERVICE_CONTROL_POLICY'],
  units: [{ id: 'ou-abcd-12345678', name: 'a "quoted" 単位', parentId: 'r-abcd' }],
  accounts: [
    {
      id: '222233334444',
      name: 'first',
      email: 'a@example.org',
      parentId: 'r-abcd',
      joinedMethod: 'INVITED',
      joinedAt: at,
      status: 'ACTIVE',
    },
  ],
  policies: [{ id: 'p-12345678', type: 'SERVICE_CONTROL_POLICY', name: 'p', description: '', content: '{"At":"x"}' }],
  attachments: [{ policyId: 'p-12345678', targetId: 'r-abcd' }],
  requests: [{ id: 'car-1', accountName: 'x', state: 'FAILED', requestedAt: at, completedAt: at }],
}

export function organizationSuite(storage: StorageOf): void {
  describe('organizations', () => {
    test('an organization is kept whole, replaced and deleted, beside others', async () => {
      const other = { ...organization, id: 'o-aaaaaaaaaa', managementAccountId: '333344445555' }
      await storage().write(async writer => {
        await writer.organizations.put(organization)
        await writer.organizations.put(other)
      })
      expect(await storage().read.organizations.list()).toEqual([other, organization])
      const changed = { ...organization, units: [], policyTypes: [] }
      await storage().write(writer => writer.organizations.put(changed))
      await storage().write(writer => writer.organizations.delete(other.id))
      expect(await storage().read.organizations.list()).toEqual([changed])
    })

    test('an account manages one', async () => {
      const second = { ...organization, id: 'o-cccccccccc' }
      await expect(storage().write(writer => writer.organizations.put(second))).rejects.toThrow()
    })
  })
}
