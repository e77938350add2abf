import { describe, expect, test } from 'vitest'
import type { Instance } from '../../domain/instance/instance.ts'
import type { StorageOf } from './storage-contract.ts'

export function instanceSuite(storage: StorageOf): void {
  describe('instances', () => {
    const scope = { accountId: '777788889999', region: 'eu-west-1' }
    const instance: Instance = {
      ...scope,
      id: 'i-0123456789abcdef0',
      reservationId: 'r-1',
      imageId: 'ami-1',
      instanceType: 't3.micro',
      state: 'pending',
      stateReason: '',
      launchedAt: new Date(1_700_000_000_000),
      launchIndex: 0,
      privateIp: '172.31.0.5',
      macAddress: '02:00:ac:1f:00:05',
      availabilityZone: 'eu-west-1a',
      metadataOptions: {
        httpTokens: 'required',
        httpEndpoint: 'enabled',
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: 'disabled',
      },
      profileAssociation: { id: 'iip-assoc-1', profileId: 'AIPA1', since: new Date(1_700_000_000_500) },
      terminationProtected: false,
    }

    test('an instance is kept whole, dates included, and replaced', async () => {
      await storage().write(writer => writer.instances.put(instance))
      expect(await storage().read.instances.find(scope, instance.id)).toEqual(instance)
      const ended: Instance = { ...instance, state: 'terminated', terminatedAt: new Date(1_700_000_100_000) }
      await storage().write(writer => writer.instances.put(ended))
      expect(await storage().read.instances.find(scope, instance.id)).toEqual(ended)
    })

    test('instances are listed per account and region, or all together', async () => {
      const other = { ...instance, id: 'i-other', region: 'us-east-1' }
      await storage().write(writer => writer.instances.put(other))
      expect((await storage().read.instances.list(scope)).map(({ id }) => id)).toEqual([instance.id])
      expect((await storage().read.instances.listAll()).map(({ id }) => id)).toEqual([instance.id, 'i-other'])
      await storage().write(writer => writer.instances.delete(scope, instance.id))
      expect(await storage().read.instances.find(scope, instance.id)).toBeUndefined()
    })
  })
}
