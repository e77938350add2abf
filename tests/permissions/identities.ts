// Users, groups, roles, profiles and policies of the plane that the matrix is tried on.
import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { trustPolicyFor } from '@hostler/testkit/default-host-management'
import type { TestPlane } from '@hostler/testkit/test-plane'

export const readOnlyPolicy = 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'
/** Allows nothing that anybody here does; only its being there counts. */
export const smallPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::nothing/*' }],
})

/** A managed policy of the account's own. */
export function ownPolicy(accountId: string, name: string): string {
  return `arn:aws:iam::${accountId}:policy/${name}`
}

/** Roles that the whole account may take, as far as its own policies let it. */
export function accountTrust(accountId: string): string {
  const Statement = [{ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' }]
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

/**
 * Users `worker` (with key, tags and policies, in group `team`), `spare` and `bounded`; groups `team` (with policies) and
 * `spare`; roles `crew`, `spare` and `bounded`; profiles `kit` (with its role), `empty` and `spare`; policies `own` (two
 * versions) and `spare`. Returns the id of the worker's key.
 */
export async function makeIdentities(plane: TestPlane): Promise<string> {
  const { iam } = plane.admin
  const { credentials } = await plane.user('worker', JSON.parse(smallPolicy) as object, [{ Key: 'team', Value: 'a' }])
  await iam.send(new AttachUserPolicyCommand({ UserName: 'worker', PolicyArn: readOnlyPolicy }))
  await iam.send(new CreateUserCommand({ UserName: 'spare' }))
  for (const RoleName of ['crew', 'spare']) {
    const AssumeRolePolicyDocument = accountTrust(plane.accountId)
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: [{ Key: 'team', Value: 'a' }] }))
  }
  await iam.send(new PutRolePolicyCommand({ RoleName: 'crew', PolicyName: 'inline', PolicyDocument: smallPolicy }))
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'crew', PolicyArn: readOnlyPolicy }))
  await iam.send(
    new CreateRoleCommand({ RoleName: 'kit', AssumeRolePolicyDocument: trustPolicyFor('ec2.amazonaws.com') }),
  )
  for (const InstanceProfileName of ['kit', 'empty', 'spare']) {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }))
  }
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'kit', RoleName: 'kit' }))
  for (const GroupName of ['team', 'spare']) await iam.send(new CreateGroupCommand({ GroupName }))
  await iam.send(new AddUserToGroupCommand({ GroupName: 'team', UserName: 'worker' }))
  const inline = { GroupName: 'team', PolicyName: 'inline', PolicyDocument: smallPolicy }
  await iam.send(new PutGroupPolicyCommand(inline))
  await iam.send(new AttachGroupPolicyCommand({ GroupName: 'team', PolicyArn: readOnlyPolicy }))
  for (const PolicyName of ['own', 'spare']) {
    const Tags = [{ Key: 'team', Value: 'a' }]
    await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: smallPolicy, Tags }))
  }
  const version = { PolicyArn: ownPolicy(plane.accountId, 'own'), PolicyDocument: smallPolicy }
  await iam.send(new CreatePolicyVersionCommand(version))
  const PermissionsBoundary = readOnlyPolicy
  await iam.send(new CreateUserCommand({ UserName: 'bounded', PermissionsBoundary }))
  const AssumeRolePolicyDocument = accountTrust(plane.accountId)
  await iam.send(new CreateRoleCommand({ RoleName: 'bounded', AssumeRolePolicyDocument, PermissionsBoundary }))
  return credentials.accessKeyId
}
