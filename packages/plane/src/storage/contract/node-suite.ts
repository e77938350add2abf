import { describe, expect, test } from 'vitest'
import type { ManagedNode } from '../../domain/node/node.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

export function nodeSuite(storage: StorageOf): void {
  describe('nodes', () => {
    const scope = { accountId: '666677778888', region: 'eu-west-1' }
    const node = (id: string): ManagedNode => ({
      ...scope,
      id,
      facts: { agentVersion: '3.3.0.0', computerName: 'web', platformName: '日本' },
      registeredAt: new Date(1000),
      lastPingAt: new Date(2000),
    })

    test('a node is kept whole and replaced', async () => {
      await storage().write(writer => writer.nodes.put({ ...node('i-1'), roleName: 'Managed' }))
      expect(await storage().read.nodes.find(scope, 'i-1')).toEqual({ ...node('i-1'), roleName: 'Managed' })
      await storage().write(writer => writer.nodes.put(node('i-1')))
      expect(await storage().read.nodes.find(scope, 'i-1')).toEqual(node('i-1'))
      expect(await storage().read.nodes.find({ ...scope, region: 'us-east-1' }, 'i-1')).toBeUndefined()
    })

    test('pages of any size give every node of the account and region once, by id', async () => {
      const ids = ['i-1', ...Array.from({ length: 7 }, (_, i) => `i-2${i}`), 'mi-1']
      await storage().write(async writer => {
        for (const id of ids) await writer.nodes.put(node(id))
        await writer.nodes.put({ ...node('i-other'), accountId: '999999999999' })
      })
      for (const limit of [1, 4, 9, 50]) {
        const found = await collectPages(limit, page => storage().read.nodes.list(scope, page))
        expect(found.map(({ id }) => id)).toEqual(ids)
      }
    })

    test('many pings are written at once, and a node that is gone is passed over', async () => {
      const lastPingAt = new Date(5000)
      await storage().write(writer =>
        writer.nodes.putPings([
          { ...scope, id: 'i-1', lastPingAt },
          { ...scope, id: 'i-gone', lastPingAt },
        ]),
      )
      expect((await storage().read.nodes.find(scope, 'i-1'))?.lastPingAt).toEqual(lastPingAt)
      expect(await storage().read.nodes.find(scope, 'i-gone')).toBeUndefined()
    })

    test('a registration is replaced by the next one of the same host, and both go', async () => {
      const registration = {
        ...scope,
        id: 'i-1',
        publicKey: 'old',
        publicKeyType: 'Rsa',
        fingerprint: 'i-1',
        registeredAt: new Date(1000),
      }
      await storage().write(writer => writer.nodes.putRegistration(registration))
      await storage().write(writer => writer.nodes.putRegistration({ ...registration, publicKey: 'new' }))
      expect(await storage().read.nodes.findRegistration(scope, 'i-1')).toEqual({ ...registration, publicKey: 'new' })
      await storage().write(async writer => {
        await writer.nodes.delete(scope, 'i-1')
        await writer.nodes.deleteRegistration(scope, 'i-1')
      })
      expect(await storage().read.nodes.find(scope, 'i-1')).toBeUndefined()
      expect(await storage().read.nodes.findRegistration(scope, 'i-1')).toBeUndefined()
    })
  })
}
