import { describe, expect, test } from 'vitest'
import type { StorageOf } from './storage-contract.ts'

export function accountSuite(storage: StorageOf): void {
  describe('accounts', () => {
    const account = {
      id: '111122223333',
      name: 'first',
      createdAt: new Date(1_700_000_000_123),
      status: 'active' as const,
    }

    test('an account is found as it was inserted, and an unknown one is not', async () => {
      await storage().write(writer => writer.accounts.insert(account))
      expect(await storage().read.accounts.find(account.id)).toEqual(account)
      expect(await storage().read.accounts.find('999999999999')).toBeUndefined()
      expect(await storage().read.accounts.list()).toEqual([account])
    })

    test('an account is suspended', async () => {
      await storage().write(writer => writer.accounts.updateStatus(account.id, 'suspended'))
      expect(await storage().read.accounts.find(account.id)).toEqual({ ...account, status: 'suspended' })
    })

    test('an id that is taken is refused', async () => {
      await expect(storage().write(writer => writer.accounts.insert(account))).rejects.toThrow()
    })
  })
}
