// What the metadata service says of a host ends with the host, whatever is being looked up at that moment.
import { createMetadataHosts } from '@hostler/plane/hosts/metadata-hosts'
import { CreateTagsCommand } from '@aws-sdk/client-ec2'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

test('a host that stops while its facts are read anew is not answered for again', async () => {
  await using plane = await startTestPlane()
  const { instanceId } = await plane.host()
  const { app } = plane.running
  const scope = { accountId: plane.accountId, region: plane.admin.region }
  const instance = (await app.instances.find(scope, instanceId))!
  const reading = Promise.withResolvers<void>()
  const metadata = createMetadataHosts({
    read: {
      ...app.storage.read,
      instances: { ...app.storage.read.instances, find: async () => (await reading.promise, instance) },
    },
    images: { find: () => undefined, list: () => [] },
    credentials: app.identity.hostCredentials,
    trustsEc2: () => Promise.resolve(true),
    clock: plane.clock,
  })
  await metadata.put(instance)
  const refreshed = metadata.refresh()
  metadata.remove(instanceId)
  reading.resolve()
  await refreshed
  expect(metadata.findById(instanceId)).toBeUndefined()
  expect(metadata.findByAddress(instance.privateIp)).toBeUndefined()
})

test('a change of an instance is told by its metadata service', async () => {
  await using plane = await startTestPlane()
  const { instanceId } = await plane.host({ MetadataOptions: { InstanceMetadataTags: 'enabled' } })
  const Tags = [{ Key: 'team', Value: 'blue' }]
  await plane.admin.ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags }))
  await expect.poll(() => plane.running.app.metadata.findById(instanceId)!.tags.get('team')).toBe('blue')
})
