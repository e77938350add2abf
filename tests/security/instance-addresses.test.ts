// The metadata service tells hosts apart by their address: two hosts with one address would share credentials.
import type { Launch } from '@hostler/plane/domain/instance/launch'
import { startTestPlane, testRegion } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const request: Launch = {
  imageId: 'ami-0123456789abcdef0',
  instanceType: 't3.micro',
  minCount: 2,
  maxCount: 2,
  metadataOptions: {
    httpTokens: 'required',
    httpEndpoint: 'enabled',
    httpPutResponseHopLimit: 1,
    instanceMetadataTags: 'disabled',
  },
  tags: new Map(),
  terminationProtected: false,
}

test('launches of several accounts that run at once get hosts of different addresses', async () => {
  await using plane = await startTestPlane()
  const { accountId: other } = await plane.account('other')
  const { instances } = plane.running.app
  const launches = [plane.accountId, other, plane.accountId].map(accountId =>
    instances.run({ accountId, region: testRegion, callerArn: '', now: plane.clock.now() }, request),
  )
  const launched = (await Promise.all(launches)).flat()
  expect(new Set(launched.map(({ privateIp }) => privateIp)).size).toBe(6)
})
