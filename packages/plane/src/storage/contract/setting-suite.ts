import { describe, expect, test } from 'vitest'
import type { StorageOf } from './storage-contract.ts'

export function settingSuite(storage: StorageOf): void {
  describe('settings', () => {
    test('a setting belongs to one account and region, is replaced, and goes', async () => {
      const here = { accountId: '444455556666', region: 'eu-west-1' }
      const setting = { id: '/ssm/x', value: 'one', modifiedAt: new Date(1_234), modifiedBy: 'arn:aws:iam::4:user/a' }
      await storage().write(writer => writer.settings.put(here, setting))
      expect(await storage().read.settings.find(here, '/ssm/x')).toEqual(setting)
      expect(await storage().read.settings.find({ ...here, region: 'us-east-1' }, '/ssm/x')).toBeUndefined()
      expect(await storage().read.settings.find({ ...here, accountId: '1' }, '/ssm/x')).toBeUndefined()
      await storage().write(writer => writer.settings.put(here, { ...setting, value: 'two' }))
      expect((await storage().read.settings.find(here, '/ssm/x'))?.value).toBe('two')
      await storage().write(writer => writer.settings.delete(here, '/ssm/x'))
      expect(await storage().read.settings.find(here, '/ssm/x')).toBeUndefined()
    })
  })
}
