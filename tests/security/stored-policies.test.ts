// What is stored may be damaged, by hand or by an older version: it must neither let anybody in nor break every call.
import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  GetUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { trusts } from '@hostler/plane/access/trust'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

test('a user with a policy that cannot be read is denied, and is still told who it is', async () => {
  await using plane = await startTestPlane()
  const user = await plane.user('somebody', everything)
  await user.iam.send(new ListUsersCommand({}))
  const { User } = await plane.admin.iam.send(new GetUserCommand({ UserName: 'somebody' }))
  const { storage } = plane.running.app
  const torn = { name: 'torn', document: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny"' }
  await storage.write(writer => writer.policies.putInline(plane.accountId, User!.UserId!, torn))
  await expect(user.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
  const { UserId } = await user.sts.send(new GetCallerIdentityCommand({}))
  expect(UserId).toBe(User!.UserId)
})

test('a user with a managed policy that cannot be read is denied', async () => {
  await using plane = await startTestPlane()
  const user = await plane.user('somebody', everything)
  const document = { PolicyName: 'Torn', PolicyDocument: JSON.stringify(everything) }
  const { Policy } = await plane.admin.iam.send(new CreatePolicyCommand(document))
  await plane.admin.iam.send(new AttachUserPolicyCommand({ UserName: 'somebody', PolicyArn: Policy!.Arn }))
  await user.iam.send(new ListUsersCommand({}))
  const { storage } = plane.running.app
  await storage.write(async writer => {
    const policy = (await writer.customerPolicies.find(plane.accountId, 'Torn'))!
    await writer.customerPolicies.insertVersion(plane.accountId, policy.id, {
      version: 2,
      document: '{"Stat',
      createdAt: new Date(0),
    })
    await writer.customerPolicies.update({ ...policy, defaultVersion: 2 })
  })
  await expect(user.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('a role whose trust policy cannot be read is assumed by nobody', async () => {
  await using plane = await startTestPlane()
  const user = await plane.user('somebody', everything)
  const trust = { Effect: 'Allow', Principal: { AWS: plane.accountId }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
  await plane.admin.iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }))
  const { Role } = await plane.admin.iam.send(new GetRoleCommand({ RoleName: 'r' }))
  const assume = new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'session' })
  await user.sts.send(assume)
  const { storage } = plane.running.app
  const role = (await storage.read.roles.find(plane.accountId, 'r'))!
  await storage.write(writer => writer.roles.update({ ...role, trustPolicy: '{"Version":"2012-10-17","Statement":[{' }))
  await expect(user.sts.send(assume)).rejects.toThrow()
  expect(trusts({ ...role, trustPolicy: '{"Version"' }, 'ec2.amazonaws.com')).toBe(false)
})
