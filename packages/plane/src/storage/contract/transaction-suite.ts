import { describe, expect, test } from 'vitest'
import type { StorageOf } from './storage-contract.ts'

export function transactionSuite(storage: StorageOf): void {
  const scope = { accountId: '888899990000', region: 'eu-west-1' }
  const setting = (id: string, value = 'x') => ({ id, value, modifiedAt: new Date(1), modifiedBy: 'me' })

  describe('transactions', () => {
    test('a write that throws changes nothing and runs nothing after the commit', async () => {
      let ran = false
      const writing = storage().write(async writer => {
        writer.afterCommit(() => {
          ran = true
        })
        await writer.settings.put(scope, setting('/lost'))
        throw new Error('no')
      })
      await expect(writing).rejects.toThrow('no')
      expect(await storage().read.settings.find(scope, '/lost')).toBeUndefined()
      expect(ran).toBe(false)
    })

    test('of writes that run together, one that throws takes nothing of the others with it', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 40 }, (_, i) =>
          storage().write(async writer => {
            await writer.settings.put(scope, setting(`/many/${i}`))
            if (i % 4 === 0) throw new Error(`no ${i}`)
            return i
          }),
        ),
      )
      for (const [i, result] of results.entries()) {
        expect(result.status).toBe(i % 4 === 0 ? 'rejected' : 'fulfilled')
        const found = await storage().read.settings.find(scope, `/many/${i}`)
        expect(found !== undefined).toBe(i % 4 !== 0)
      }
    })

    test('a writer reads what it wrote; others see it when the write resolves, and not before', async () => {
      let seenOutside: unknown = 'not asked'
      await storage().write(async writer => {
        await writer.settings.put(scope, setting('/own'))
        expect((await writer.settings.find(scope, '/own'))?.value).toBe('x')
        seenOutside = await storage().read.settings.find(scope, '/own')
      })
      expect(seenOutside).toBeUndefined()
      expect((await storage().read.settings.find(scope, '/own'))?.value).toBe('x')
    })

    test('increments that run together are all counted', async () => {
      await storage().write(writer => writer.settings.put(scope, setting('/count', '0')))
      const increment = () =>
        storage().write(async writer => {
          const { value } = (await writer.settings.find(scope, '/count'))!
          await writer.settings.put(scope, setting('/count', String(Number(value) + 1)))
        })
      await Promise.all(Array.from({ length: 40 }, increment))
      expect((await storage().read.settings.find(scope, '/count'))?.value).toBe('40')
    })

    test('what is registered for after the commit runs before the write resolves', async () => {
      const order: string[] = []
      await storage()
        .write(async writer => {
          writer.afterCommit(() => order.push('after commit'))
          await writer.settings.put(scope, setting('/order'))
        })
        .then(() => order.push('resolved'))
      expect(order).toEqual(['after commit', 'resolved'])
    })
  })
}
