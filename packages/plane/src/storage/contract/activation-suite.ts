import { describe, expect, test } from 'vitest'
import type { Activation } from '../../domain/activation/activation.ts'
import { collectPages } from './collect-pages.ts'
import type { StorageOf } from './storage-contract.ts'

const scope = { accountId: '565656565656', region: 'eu-west-1' }

function activationOf(change: Partial<Activation> = {}): Activation {
  return {
    ...scope,
    id: '11111111-2222-4333-8444-555555555555',
    codeHash: 'h',
    roleName: 'service-role/Hybrid',
    registrationLimit: 3,
    registrationsCount: 0,
    createdAt: new Date(1_000),
    expiresAt: new Date(2_000),
    tags: [['Site', '東京']],
    ...change,
  }
}

export function activationSuite(storage: StorageOf): void {
  const put = (activation: Activation) => storage().write(writer => writer.activations.put(activation))

  describe('activations', () => {
    test('an activation is read as it was written, by its scope or by its id alone, is replaced, and goes', async () => {
      const activation = activationOf({ description: 'd', defaultInstanceName: 'edge' })
      await put(activation)
      expect(await storage().read.activations.find(scope, activation.id)).toEqual(activation)
      expect(await storage().read.activations.findById(activation.id)).toEqual(activation)
      expect(await storage().read.activations.find({ ...scope, accountId: '1' }, activation.id)).toBeUndefined()
      await put({ ...activation, registrationsCount: 2 })
      expect(await storage().read.activations.findById(activation.id)).toMatchObject({ registrationsCount: 2 })
      await storage().write(writer => writer.activations.delete(scope, activation.id))
      expect(await storage().read.activations.findById(activation.id)).toBeUndefined()
    })

    test('listings are paged by id, in one account and region', async () => {
      const here = { ...scope, region: 'eu-west-2' }
      const ids = ['a', 'b', 'c', 'd', 'e'].map(letter => letter.repeat(8))
      for (const id of ids) await put(activationOf({ ...here, id }))
      const found = await collectPages(2, page => storage().read.activations.list(here, page))
      expect(found.map(({ id }) => id)).toEqual(ids)
    })

    test('a registration keeps what a hybrid node has of its activation, and is found by its id alone', async () => {
      const registration = {
        ...scope,
        id: 'mi-0123456789abcdef0',
        publicKey: 'k',
        publicKeyType: 'Rsa',
        fingerprint: 'f',
        registeredAt: new Date(5_000),
        hybrid: { activationId: 'a', roleName: 'r', name: 'edge' },
      }
      await storage().write(writer => writer.nodes.putRegistration(registration))
      expect(await storage().read.nodes.findRegistration(scope, registration.id)).toEqual(registration)
      expect(await storage().read.nodes.findRegistrationById(registration.id)).toEqual(registration)
      expect(await storage().read.nodes.findRegistrationById('mi-0')).toBeUndefined()
    })
  })
}
