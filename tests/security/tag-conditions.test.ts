// A policy on tags sees every tag that a call sets.
import {
  CreateTagsCommand,
  DescribeTagsCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  type Tag,
} from '@aws-sdk/client-ec2'
import { AddTagsToResourceCommand, GetParameterCommand } from '@aws-sdk/client-ssm'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const twice = [
  { Key: 'Stage', Value: 'production' },
  { Key: 'stage', Value: 'development' },
] satisfies Tag[]

/** May set tags, as long as the stage is development. */
function developer(plane: TestPlane) {
  const Condition = { StringEquals: { 'aws:RequestTag/stage': 'development' } }
  const tagging = { Effect: 'Allow', Action: ['ec2:CreateTags', 'ssm:AddTagsToResource'], Resource: '*', Condition }
  const launching = { Effect: 'Allow', Action: ['ec2:RunInstances', 'ssm:GetParameter'], Resource: '*' }
  return plane.user('developer', { Version: '2012-10-17', Statement: [tagging, launching] })
}

test('a tag hides behind no other tag whose key differs in case only', async () => {
  await using plane = await startTestPlane()
  const { instanceId } = await plane.host()
  const { ec2, ssm } = await developer(plane)
  await expect(ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags: twice }))).rejects.toThrow(
    'not authorized',
  )
  const add = new AddTagsToResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: instanceId, Tags: twice })
  await expect(ssm.send(add)).rejects.toThrow('not authorized')
  const Name = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }))
  const TagSpecifications = twice.map(tag => ({ ResourceType: 'instance' as const, Tags: [tag] }))
  const run = new RunInstancesCommand({ ImageId: Parameter!.Value, MinCount: 1, MaxCount: 1, TagSpecifications })
  await expect(ec2.send(run)).rejects.toThrow('not authorized')
  expect((await plane.admin.ec2.send(new DescribeTagsCommand({}))).Tags).toEqual([])
})

test('a tag that the policy allows is set', async () => {
  await using plane = await startTestPlane()
  const { instanceId } = await plane.host()
  const { ec2 } = await developer(plane)
  await ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags: [twice[1]!] }))
  const refused = new CreateTagsCommand({ Resources: [instanceId], Tags: [twice[0]!] })
  await expect(ec2.send(refused)).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
})

test('a resource whose tags differ in case only is out of reach for policies on that tag, and for no others', async () => {
  await using plane = await startTestPlane()
  const { instanceId } = await plane.host()
  await plane.admin.ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags: twice }))
  const Condition = { StringEquals: { 'aws:ResourceTag/stage': 'development' } }
  const statement = { Effect: 'Allow', Action: 'ec2:RebootInstances', Resource: '*' }
  const reboot = new RebootInstancesCommand({ InstanceIds: [instanceId] })
  const bound = await plane.user('bound', { Version: '2012-10-17', Statement: [{ ...statement, Condition }] })
  await expect(bound.ec2.send(reboot)).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
  const free = await plane.user('free', { Version: '2012-10-17', Statement: [statement] })
  await free.ec2.send(reboot)
  const Deny = { ...statement, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:ResourceTag/stage': 'x' } } }
  const denied = await plane.user('denied', { Version: '2012-10-17', Statement: [statement, Deny] })
  await expect(denied.ec2.send(reboot)).rejects.toMatchObject({ name: 'UnauthorizedOperation' })
})
