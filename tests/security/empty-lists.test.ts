// A list that a caller leaves empty asks nothing and names nothing: it must never be read as "everything".
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { GetParametersCommand } from '@aws-sdk/client-ssm'
import { createAuthorizer } from '@hostler/plane/access/authorizer'
import { signedCall } from '@hostler/testkit/raw-call'
import { startTestPlane, testRegion } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

test.each([
  ['TerminateInstances', 'InstanceId='],
  ['StopInstances', 'InstanceId='],
  ['RebootInstances', 'InstanceId.x=1'],
  ['CreateTags', 'ResourceId=&Tag.1.Key=owned&Tag.1.Value=yes'],
  ['DeleteTags', 'ResourceId='],
])('%s of an empty list is refused to a user without policies and touches no instance', async (action, list) => {
  await using plane = await startTestPlane()
  const agent = await plane.host()
  const nobody = await plane.user('nobody')
  const reply = await signedCall(plane.url, {
    credentials: nobody.credentials,
    region: testRegion,
    service: 'ec2',
    now: plane.clock.now(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `Action=${action}&Version=2016-11-15&${list}`,
  })
  expect(reply.status).toBe(403)
  const { Reservations } = await plane.admin.ec2.send(new DescribeInstancesCommand({ InstanceIds: [agent.instanceId] }))
  expect(Reservations![0]!.Instances![0]!.State!.Name).toBe('running')
  expect(Reservations![0]!.Instances![0]!.Tags).toEqual([])
})

test('TerminateInstances of an empty list is told what is missing, whoever calls', async () => {
  await using plane = await startTestPlane()
  const agent = await plane.host()
  const reply = await signedCall(plane.url, {
    credentials: plane.admin.credentials,
    region: testRegion,
    service: 'ec2',
    now: plane.clock.now(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=TerminateInstances&Version=2016-11-15&InstanceId=',
  })
  expect(reply.text).toContain('<Code>MissingParameter</Code>')
  const { Reservations } = await plane.admin.ec2.send(new DescribeInstancesCommand({ InstanceIds: [agent.instanceId] }))
  expect(Reservations![0]!.Instances![0]!.State!.Name).toBe('running')
})

test('a list of names that is empty is refused as input, not taken for leave', async () => {
  await using plane = await startTestPlane()
  const nobody = await plane.user('nobody')
  await expect(nobody.ssm.send(new GetParametersCommand({ Names: [] }))).rejects.toMatchObject({
    name: 'ValidationException',
  })
})

test('an authorizer that is asked nothing allows nothing, not even to root', async () => {
  const authorizer = createAuthorizer(
    { gather: () => Promise.reject(new Error('nothing is read')) },
    { record: () => undefined, flush: async () => {} },
    { encode: () => '' },
  )
  const accountId = '111122223333'
  const root = { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId } as const
  const origin = { requestId: 'r', operation: 'ssm:GetParameter' }
  const facts = { origin, now: new Date(), region: testRegion, secure: true, userAgent: undefined, sourceIp: undefined }
  await expect(authorizer.authorize({ ...root, accessKeyId: 'AKIA' }, [], facts)).rejects.toThrow('asked no question')
})
