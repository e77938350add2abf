// Every caller's condition keys: those that AWS gives this kind of caller, with true values, and no other.
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  AttachUserPolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { enableAuthenticator, makeAuthenticator } from '@hostler/testkit/authenticator'
import {
  enableHostManagement,
  hostManagementRole,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import type { TestClients } from '@hostler/testkit/test-clients'
import { testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrganizationPlane, type OrganizationPlane } from '../wire/organizations/organization-plane.ts'
import { activate, HybridHost, makeHybridRole } from '../wire/ssm/hybrid/hybrid-host.ts'
import { keysSeen, lookAt, probe } from './keys-seen.ts'

const requestKeys = ['CurrentTime', 'EpochTime', 'SourceIp', 'SecureTransport', 'UserAgent', 'RequestedRegion']
const serviceKeys = [
  'PrincipalIsAWSService',
  'ViaAWSService',
  'CalledVia',
  'CalledViaFirst',
  'CalledViaLast',
  'SourceAccount',
  'SourceArn',
  'SourceOrgID',
  'PrincipalServiceName',
  'PrincipalServiceNamesList',
  'FederatedProvider',
]
const callerKeys = [
  'PrincipalAccount',
  'PrincipalArn',
  'PrincipalType',
  'userid',
  'username',
  'PrincipalTag/team',
  'PrincipalOrgID',
  'PrincipalOrgPaths',
  'TokenIssueTime',
  'MultiFactorAuthPresent',
  'MultiFactorAuthAge',
  'SourceIdentity',
]
const resourceKeys = ['ResourceAccount', 'ResourceOrgID', 'RequestTag/team', 'TagKeys', 'ResourceTag/team']
const networkKeys = ['SourceVpc', 'SourceVpce', 'VpcSourceIp', 'Ec2InstanceSourceVpc', 'Ec2InstanceSourcePrivateIPv4']
const hostKeys = [
  'ec2:SourceInstanceARN',
  'ec2:RoleDelivery',
  'ssm:SourceInstanceARN',
  'ssm:NodeAccountId',
  'ssm:NodeOrgId',
]
const keys = [
  ...[...requestKeys, ...serviceKeys, ...callerKeys, ...resourceKeys, ...networkKeys].map(key => `aws:${key}`),
  ...hostKeys,
]

let org: OrganizationPlane
let management: string
let path: string
beforeAll(async () => {
  org = await openOrganizationPlane()
  management = org.plane.accountId
  path = `${org.organizationId}/${org.rootId}/`
})
afterAll(() => org.plane.close())

const nearMs = 5_000
const near = (at: Date, read = (value: string) => Date.parse(value)) =>
  expect.toSatisfy((value: string) => Math.abs(read(value) - at.getTime()) < nearMs)

/** What every request has. */
const always = (accountId: string) => ({
  'aws:currenttime': near(org.plane.clock.now()),
  'aws:epochtime': near(org.plane.clock.now(), value => Number(value) * 1000),
  'aws:sourceip': '127.0.0.1',
  'aws:securetransport': 'false',
  'aws:useragent': expect.stringContaining('aws-sdk-'),
  'aws:requestedregion': testRegion,
  'aws:principalisawsservice': 'false',
  'aws:viaawsservice': 'false',
  'aws:principalaccount': accountId,
  'aws:resourceaccount': accountId,
  'aws:principalorgid': org.organizationId,
  'aws:principalorgpaths': [path],
  'aws:resourceorgid': org.organizationId,
})

async function seenBy({ ssm }: TestClients, accountId = management) {
  await org.plane.clock.advance({ seconds: 1 })
  await ssm.send(new DescribeInstanceInformationCommand({}))
  return keysSeen(org.plane, 'ssm:DescribeInstanceInformation', accountId)
}

async function probedUser(name: string): Promise<TestClients> {
  const { iam } = org.plane.admin
  const user = await org.plane.user(name, undefined, [{ Key: 'team', Value: 'blue' }])
  const PolicyDocument = JSON.stringify(probe(keys))
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument }))
  await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: Policy!.Arn }))
  return user
}

const lookWithRole = (RoleName: string) =>
  org.plane.admin.iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'probe', PolicyDocument: JSON.stringify(probe(keys)) }),
  )

type Granted = { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string }
const clientsOf = ({ AccessKeyId, SecretAccessKey, SessionToken }: Granted = {}) =>
  org.plane.clients({ accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! })

describe('people', () => {
  test('a user', async () => {
    const user = await probedUser('ada')
    const userid = expect.stringMatching(/^AIDA/)
    expect(await seenBy(user)).toEqual({
      ...always(management),
      'aws:principalarn': `arn:aws:iam::${management}:user/ada`,
      'aws:principaltype': 'User',
      'aws:userid': userid,
      'aws:username': 'ada',
      'aws:principaltag/team': 'blue',
    })
  })

  test('a session of a user, with a code and without', async () => {
    const user = await probedUser('eve')
    const device = await makeAuthenticator(org.plane.admin.iam, 'eve', org.plane.clock)
    await enableAuthenticator(org.plane.admin.iam, 'eve', device, org.plane.clock)
    const own = {
      'aws:principalarn': `arn:aws:iam::${management}:user/eve`,
      'aws:principaltype': 'User',
      'aws:userid': expect.stringMatching(/^AIDA/),
      'aws:username': 'eve',
      'aws:principaltag/team': 'blue',
    }
    const from = org.plane.clock.now()
    const { Credentials } = await user.sts.send(new GetSessionTokenCommand({}))
    expect(await seenBy(clientsOf(Credentials))).toEqual({
      ...always(management),
      ...own,
      'aws:tokenissuetime': near(from),
      'aws:multifactorauthpresent': 'false',
    })
    const at = org.plane.clock.now()
    const code = { SerialNumber: device.serialNumber, TokenCode: device.code() }
    const withCode = await user.sts.send(new GetSessionTokenCommand(code))
    const session = clientsOf(withCode.Credentials)
    await org.plane.clock.advance({ seconds: 59 })
    expect(await seenBy(session)).toEqual({
      ...always(management),
      ...own,
      'aws:tokenissuetime': near(at),
      'aws:multifactorauthpresent': 'true',
      'aws:multifactorauthage': '60',
    })
  })

  test('a federated user', async () => {
    const user = await probedUser('fred')
    const at = org.plane.clock.now()
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    })
    const { Credentials } = await user.sts.send(new GetFederationTokenCommand({ Name: 'visitor', Policy }))
    expect(await seenBy(clientsOf(Credentials))).toEqual({
      ...always(management),
      'aws:principalarn': `arn:aws:sts::${management}:federated-user/visitor`,
      'aws:principaltype': 'FederatedUser',
      'aws:userid': `${management}:visitor`,
      'aws:principaltag/team': 'blue',
      'aws:tokenissuetime': near(at),
      'aws:multifactorauthpresent': 'false',
    })
  })

  test('a session of a role: its own tags before the role’s, and its source identity', async () => {
    const { iam, sts } = org.plane.admin
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { AWS: management },
        Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      },
    ]
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    const tagged = { Path: '/ops/', Tags: [{ Key: 'Team', Value: 'red' }] }
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'ops', AssumeRolePolicyDocument, ...tagged }))
    await lookWithRole('ops')
    const at = org.plane.clock.now()
    const assume = { RoleArn: Role!.Arn, RoleSessionName: 'visit', SourceIdentity: 'ada' }
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ ...assume, Tags: [{ Key: 'team', Value: 'green' }] }),
    )
    expect(await seenBy(clientsOf(Credentials))).toEqual({
      ...always(management),
      'aws:principalarn': `arn:aws:iam::${management}:role/ops/ops`,
      'aws:principaltype': 'AssumedRole',
      'aws:userid': `${Role!.RoleId}:visit`,
      'aws:principaltag/team': 'green',
      'aws:tokenissuetime': near(at),
      'aws:multifactorauthpresent': 'false',
      'aws:sourceidentity': 'ada',
    })
  })

  test('root of a member account, as its organization sees it', async () => {
    const account = await org.account()
    await org.scp('look', lookAt(keys.filter(key => !key.includes('Called'))), account)
    const root = org.plane.clients(await org.plane.rootKey(account))
    expect(await seenBy(root, account)).toEqual({
      ...always(account),
      'aws:principalarn': `arn:aws:iam::${account}:root`,
      'aws:principaltype': 'Account',
      'aws:userid': account,
    })
  })
})

describe('hosts', () => {
  const ofHost = (arn: string) => ({
    ...always(management),
    'aws:useragent': expect.stringContaining('amazon-ssm-agent'),
    'aws:principaltype': 'AssumedRole',
    'aws:multifactorauthpresent': 'false',
    'aws:tokenissuetime': expect.stringMatching(/Z$/),
    'ssm:sourceinstancearn': arn,
    'ssm:nodeaccountid': management,
    'ssm:nodeorgid': org.organizationId,
  })
  const instanceArn = (id: string) => `arn:aws:ec2:${testRegion}:${management}:instance/${id}`

  test.each(['1.0', '2.0'] as const)('an instance with a profile, by metadata service version %s', async delivery => {
    const name = `Profile${delivery.at(0)}`
    const input = await makeInstanceProfile(org.plane.admin, name, 'ssm:*')
    await lookWithRole(name)
    const agent = await org.plane.host({ ...input, MetadataOptions: { HttpTokens: 'optional' } })
    const reply = await agent.ping(await agent.profile(delivery))
    expect(reply.status, reply.text).toBe(200)
    const scope = { accountId: management, region: testRegion }
    const { privateIp } = (await org.plane.running.app.instances.find(scope, agent.instanceId))!
    expect(await keysSeen(org.plane, 'ssm:UpdateInstanceInformation')).toEqual({
      ...ofHost(instanceArn(agent.instanceId)),
      'aws:principalarn': `arn:aws:iam::${management}:role/${name}`,
      'aws:userid': expect.stringMatching(`:${agent.instanceId}$`),
      'ec2:sourceinstancearn': instanceArn(agent.instanceId),
      'ec2:roledelivery': delivery,
      'aws:ec2instancesourceprivateipv4': privateIp,
    })
  })

  test('an instance under Default Host Management', async () => {
    await makeHostManagementRole(org.plane.admin)
    await enableHostManagement(org.plane.admin)
    await lookWithRole(hostManagementRole)
    const agent = await org.plane.host()
    await agent.ping(await agent.join())
    expect(await keysSeen(org.plane, 'ssm:UpdateInstanceInformation')).toEqual({
      ...ofHost(instanceArn(agent.instanceId)),
      'aws:principalarn': `arn:aws:iam::${management}:role/service-role/${hostManagementRole}`,
      'aws:userid': expect.stringMatching(`:${agent.instanceId}$`),
      'ec2:sourceinstancearn': instanceArn(agent.instanceId),
    })
  })

  test('a host that is no instance', async () => {
    await makeHybridRole(org.plane.admin)
    await lookWithRole('Hybrid')
    const host = new HybridHost(org.plane)
    await host.register(await activate(org.plane.admin))
    await host.ping(await host.token())
    const arn = `arn:aws:ssm:${testRegion}:${management}:managed-instance/${host.instanceId}`
    expect(await keysSeen(org.plane, 'ssm:UpdateInstanceInformation')).toEqual({
      ...ofHost(arn),
      'aws:useragent': undefined,
      'aws:principalarn': `arn:aws:iam::${management}:role/service-role/Hybrid`,
      'aws:userid': expect.stringMatching(`:${host.instanceId}$`),
    })
  })
})
