import { describe, expect, test } from 'vitest'
import type { StorageOf } from './storage-contract.ts'

const accountId = '333344445555'

export function policySuite(storage: StorageOf): void {
  describe('policies of identities', () => {
    test('an inline policy is put, replaced, listed by name and deleted', async () => {
      await storage().write(async writer => {
        await writer.policies.putInline(accountId, 'AROAX', { name: 'b', document: '{}' })
        await writer.policies.putInline(accountId, 'AROAX', { name: 'a', document: '{"one":1}' })
        await writer.policies.putInline(accountId, 'AROAX', { name: 'a', document: '{"two":2}' })
      })
      expect(await storage().read.policies.listInline('AROAX')).toEqual([
        { name: 'a', document: '{"two":2}' },
        { name: 'b', document: '{}' },
      ])
      await storage().write(writer => writer.policies.deleteInline('AROAX', 'b'))
      expect(await storage().read.policies.findInline('AROAX', 'b')).toBeUndefined()
      expect(await storage().read.policies.findInline('AROAX', 'a')).toEqual({ name: 'a', document: '{"two":2}' })
    })

    test('attachments keep their order, count per account, and attaching twice changes nothing', async () => {
      const arn = (name: string) => `arn:aws:iam::aws:policy/${name}`
      await storage().write(async writer => {
        await writer.policies.attach(accountId, 'AROAX', arn('Second'), new Date(2000))
        await writer.policies.attach(accountId, 'AROAX', arn('First'), new Date(1000))
        await writer.policies.attach(accountId, 'AROAX', arn('First'), new Date(9000))
        await writer.policies.attach(accountId, 'AIDAY', arn('First'), new Date(1000))
        await writer.policies.attach('999999999999', 'AIDAZ', arn('First'), new Date(1000))
      })
      expect(await storage().read.policies.listAttached('AROAX')).toEqual([arn('First'), arn('Second')])
      expect(await storage().read.policies.countAttachments(accountId, arn('First'))).toBe(2)
      expect(await storage().read.policies.listAttachedTo(accountId, arn('First'))).toEqual(['AIDAY', 'AROAX'])
      await storage().write(writer => writer.policies.detach('AROAX', arn('First')))
      expect(await storage().read.policies.listAttached('AROAX')).toEqual([arn('Second')])
    })
  })
}
