// Policies of an organization bind whom they should, at once, and nobody else.
import { CreateRoleCommand, GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam'
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations'
import { DescribeSessionsCommand, GetServiceSettingCommand, StartSessionCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import {
  enableHostManagement,
  hostManagementSetting,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import type { TestClients } from '@hostler/testkit/test-clients'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrganizationPlane, type OrganizationPlane } from '../wire/organizations/organization-plane.ts'

let org: OrganizationPlane
beforeAll(async () => {
  org = await openOrganizationPlane()
})
afterAll(() => org.plane.close())

const noUsers = { Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }
const list = ({ iam }: TestClients) => iam.send(new ListUsersCommand({}))
const policyArn = (id: string) =>
  `arn:aws:organizations::${org.plane.accountId}:policy/${org.organizationId}/service_control_policy/${id}`

describe('a service control policy', () => {
  test('denies users, sessions of roles and root of the account alike, from the next call on', async () => {
    const account = await org.account()
    const everybody = [
      await org.user(account, 'somebody'),
      await org.admin(account),
      org.plane.clients(await org.plane.rootKey(account)),
    ]
    for (const one of everybody) await list(one)
    const id = await org.scp('no users', [noUsers], account)
    for (const one of everybody) {
      const { code, message } = await refusal(list(one))
      expect(code).toBe('AccessDenied')
      expect(message).toContain(`with an explicit deny in a service control policy: ${policyArn(id)}`)
    }
    await org.organizations.send(new DetachPolicyCommand({ PolicyId: id, TargetId: account }))
    for (const one of everybody) await list(one)
  })

  test('never binds the management account, wherever it is attached', async () => {
    const id = await org.scp('no users anywhere', [noUsers], org.rootId)
    const account = await org.account()
    expect((await refusal(list(await org.user(account, 'bound')))).message).toContain(policyArn(id))
    await list(org.plane.admin)
    await list(org.plane.clients(await org.plane.rootKey()))
    await org.organizations.send(new DetachPolicyCommand({ PolicyId: id, TargetId: org.rootId }))
  })

  test('must allow at every level: where one does not, nothing is allowed', async () => {
    const { organizations, rootId } = org
    const outer = await org.unit(rootId, 'outer')
    const inner = await org.unit(outer, 'inner')
    const account = await org.account()
    const user = await org.user(account, 'deep')
    await organizations.send(
      new MoveAccountCommand({ AccountId: account, SourceParentId: rootId, DestinationParentId: inner }),
    )
    await list(user)
    await org.scp('ssm only', [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }], outer)
    await organizations.send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: outer }))
    const { message } = await refusal(list(user))
    expect(message).toContain('because no service control policy allows the iam:ListUsers action')
    await user.ssm.send(new GetServiceSettingCommand({ SettingId: hostManagementSetting }))
    await organizations.send(
      new MoveAccountCommand({ AccountId: account, SourceParentId: inner, DestinationParentId: rootId }),
    )
    await list(user)
  })

  test('binds a session that another account has taken a role for, by the policies of the role’s account', async () => {
    const [here, there] = [await org.account(), await org.account()]
    const visitor = await org.user(here, 'visitor')
    const host = await org.admin(there)
    const Statement = [{ Effect: 'Allow', Principal: { AWS: here }, Action: 'sts:AssumeRole' }]
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    const { Role } = await host.iam.send(new CreateRoleCommand({ RoleName: 'guest', AssumeRolePolicyDocument }))
    const assume = () => visitor.sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'visit' }))
    await assume()
    const id = await org.scp('stay', [{ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }], there)
    await assume()
    await org.organizations.send(new AttachPolicyCommand({ PolicyId: id, TargetId: here }))
    expect((await refusal(assume())).code).toBe('AccessDenied')
  })

  test('binds hosts: one whose account may not is refused, and an open session ends', async () => {
    const account = await org.account()
    const admin = await org.admin(account)
    await makeHostManagementRole(admin)
    await enableHostManagement(admin)
    const node = (await org.plane.hosts(1, {}, admin))[0]!
    const token = await node.join()
    await node.ping(token)
    await openControlChannel(node, token)
    const user = await org.user(account, 'operator')
    const { SessionId } = await user.ssm.send(new StartSessionCommand({ Target: node.instanceId }))
    const denied = ['ssm:StartSession', 'ssm:UpdateInstanceInformation'].map(Action => ({ ...noUsers, Action }))
    const id = await org.scp('no sessions', denied, account)
    expect((await refusal(user.ssm.send(new StartSessionCommand({ Target: node.instanceId })))).message).toContain(
      policyArn(id),
    )
    const active = async () => (await user.ssm.send(new DescribeSessionsCommand({ State: 'Active' }))).Sessions
    await expect.poll(active).toEqual([])
    const { Sessions } = await user.ssm.send(new DescribeSessionsCommand({ State: 'History' }))
    expect(Sessions).toMatchObject([{ SessionId }])
    expect((await node.ping(token)).text).toContain('with an explicit deny in a service control policy')
    await node.requestToken()
    await org.scp('no tokens', [{ ...noUsers, Action: 'ssm:RequestManagedInstanceRoleToken' }], account)
    expect((await node.requestToken()).text).toContain('with an explicit deny in a service control policy')
  })

  test('sees where its callers stand', async () => {
    const { organizations, rootId } = org
    const account = await org.account()
    const unit = await org.unit(rootId, 'stands here')
    const user = await org.user(account, 'standing')
    const paths = { 'aws:PrincipalOrgPaths': `${org.organizationId}/${rootId}/${unit}/*` }
    const Condition = { 'ForAnyValue:StringLike': paths, StringEquals: { 'aws:PrincipalOrgID': org.organizationId } }
    await org.scp('here only', [{ ...noUsers, Condition }], rootId)
    await list(user)
    await organizations.send(
      new MoveAccountCommand({ AccountId: account, SourceParentId: rootId, DestinationParentId: unit }),
    )
    expect((await refusal(list(user))).code).toBe('AccessDenied')
    await user.iam.send(new GetUserCommand({}))
  })
})

test('a resource control policy keeps roles of an account from callers outside the organization', async () => {
  const { organizations, rootId } = org
  const PolicyType = 'RESOURCE_CONTROL_POLICY'
  await organizations.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType }))
  const account = await org.account()
  const inside = await org.user(await org.account(), 'inside')
  const outside = await org.plane.account('outside')
  const admin = await org.admin(account)
  const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const { Role } = await admin.iam.send(new CreateRoleCommand({ RoleName: 'open', AssumeRolePolicyDocument }))
  const assume = ({ sts }: TestClients) =>
    sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'visit' }))
  await assume(outside)
  const deny = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sts:AssumeRole',
    Resource: '*',
    Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': org.organizationId } },
  }
  const Content = JSON.stringify({ Version: '2012-10-17', Statement: deny })
  const { Policy } = await organizations.send(
    new CreatePolicyCommand({ Name: 'inside only', Description: '', Type: PolicyType, Content }),
  )
  await organizations.send(new AttachPolicyCommand({ PolicyId: Policy!.PolicySummary!.Id, TargetId: account }))
  expect((await refusal(assume(outside))).code).toBe('AccessDenied')
  await assume(inside)
  await outside.sts.send(new GetCallerIdentityCommand({}))
})
