// The people and roles of the seed documents, made on a plane as an administrator makes them.
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DescribeCreateAccountStatusCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations'
import { AssumeRoleCommand, type Credentials } from '@aws-sdk/client-sts'
import type { TestClients, TestCredentials } from '@hostler/testkit/test-clients'
import type { TestPlane } from '@hostler/testkit/test-plane'
import { besides } from './command-of.ts'
import { type Expectation, fillIn, type Place, seeds } from './expectations.ts'

export interface MadePrincipal {
  /** Of the user or role, as the policy simulator takes it. */
  readonly arn: string
  readonly credentials: TestCredentials
}

/** A user or a session of a role, with the policies and the tag of an expectation and nothing else of account. */
export async function makePrincipal(
  { request, policies }: Expectation,
  tag: readonly [key: string, value: string] | undefined,
  place: Place,
  { iam, sts }: TestClients,
  number: number,
): Promise<MadePrincipal> {
  const Tags = tag && [{ Key: tag[0], Value: tag[1] }]
  const documents = [
    ...(policies.identity ?? []).map(name => fillIn(JSON.stringify(seeds.policies[name]), place)),
    JSON.stringify(besides),
  ]
  const [, roleName, sessionName] = /assumed-role\/(.*)\/(.*)$/.exec(request.principal) ?? []
  if (roleName !== undefined && sessionName !== undefined) {
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: accountTrust(place.accountId), Tags }),
    )
    for (const [index, PolicyDocument] of documents.entries()) {
      await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: `p${index}`, PolicyDocument }))
    }
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: fillIn(sessionName, place) }),
    )
    return { arn: Role!.Arn!, credentials: toTestCredentials(Credentials) }
  }
  const UserName = request.context['aws:username'] ?? `alice-${number}`
  const { User } = await iam.send(new CreateUserCommand({ UserName, Tags }))
  for (const [index, PolicyDocument] of documents.entries()) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: `p${index}`, PolicyDocument }))
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey!
  return { arn: User!.Arn!, credentials: { accessKeyId, secretAccessKey } }
}

/** An organization with one member, its administrator and its root, and a service control policy on that account. */
export async function makeMemberAccount(plane: TestPlane, policy: unknown) {
  const { organizations, sts } = plane.admin
  await organizations.send(new CreateOrganizationCommand({}))
  const { Roots } = await organizations.send(new ListRootsCommand({}))
  const PolicyType = 'SERVICE_CONTROL_POLICY'
  await organizations.send(new EnablePolicyTypeCommand({ RootId: Roots![0]!.Id, PolicyType }))
  const { CreateAccountStatus } = await organizations.send(
    new CreateAccountCommand({ AccountName: 'member', Email: 'member@example.org' }),
  )
  const { CreateAccountStatus: done } = await organizations.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus!.Id }),
  )
  const accountId = done!.AccountId!
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name: 'seed', Description: '', Type: PolicyType, Content: JSON.stringify(policy) }),
  )
  const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'admin' }))
  const clients = plane.clients(toTestCredentials(Credentials))
  const root = await plane.rootKey(accountId)
  return {
    accountId,
    clients,
    root,
    bind: () =>
      organizations.send(new AttachPolicyCommand({ PolicyId: Policy!.PolicySummary!.Id, TargetId: accountId })),
  }
}

function accountTrust(accountId: string): string {
  const statement = { Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' }
  return JSON.stringify({ Version: '2012-10-17', Statement: statement })
}

function toTestCredentials(credentials: Credentials | undefined): TestCredentials {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}
