// aws:SourceIp is the address of the connection, and behind a trusted proxy the one that the proxy tells.
import { jsonCall } from '@hostler/testkit/raw-call'
import { startTestPlane, testRegion, type TestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const claimed = '203.0.113.7'

const onlyFrom = (address: string) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'ssm:DescribeInstanceInformation',
    Resource: '*',
    Condition: { IpAddress: { 'aws:SourceIp': address } },
  },
})

async function statusOf(plane: TestPlane, address: string, forwarded: string): Promise<number> {
  const user = await plane.user(`from-${address}`.replaceAll('.', '-'), onlyFrom(address))
  const signing = { credentials: user.credentials, region: testRegion, service: 'ssm', now: plane.clock.now() }
  const headers = { 'x-forwarded-for': forwarded }
  const { status } = await jsonCall(plane.url, 'AmazonSSM.DescribeInstanceInformation', {}, signing, headers)
  return status
}

test('a caller that writes itself another address is judged by its own', async () => {
  await using plane = await startTestPlane()
  expect(await statusOf(plane, claimed, claimed)).toBe(400)
  expect(await statusOf(plane, '127.0.0.1', claimed)).toBe(200)
})

test('what a trusted proxy tells counts, and what its caller wrote in front does not', async () => {
  await using plane = await startTestPlane({ trustedProxies: ['127.0.0.0/8'] })
  expect(await statusOf(plane, claimed, claimed)).toBe(200)
  expect(await statusOf(plane, '198.51.100.1', `198.51.100.1, ${claimed}`)).toBe(400)
})

test('a plane does not start with a proxy that is no address', async () => {
  await expect(startTestPlane({ trustedProxies: ['proxy.example.org'] })).rejects.toThrow("'proxy.example.org'")
})
