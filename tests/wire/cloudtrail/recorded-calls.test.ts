import { readFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { CreateUserCommand, PutRolePolicyCommand, CreateRoleCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  CreateActivationCommand,
  DescribeSessionsCommand,
  GetServiceSettingCommand,
  SSMClient,
  UpdateServiceSettingCommand,
} from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, GetCallerIdentityCommand, GetFederationTokenCommand } from '@aws-sdk/client-sts'
import { isDataOperation } from '@hostler/plane/trail/recorded-calls'
import {
  enableHostManagement,
  hostManagementRole,
  makeHostManagementRole,
} from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { upgrade } from '@hostler/testkit/scripted-channel'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { loadModel } from '@hostler/wire/model/load-model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookup, recordsOf, toRecord } from './trail.ts'

const SettingId = '/ssm/automation/customer-script-log-group-name'
const setting = new UpdateServiceSettingCommand({ SettingId, SettingValue: 'log' })
const allowAll = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

let plane: TestPlane
let virginia: TestClients
let eve: TestClients
beforeAll(async () => {
  plane = await startTestPlane()
  virginia = plane.admin.inRegion('us-east-1')
  eve = await plane.user('eve')
})
afterAll(async () => {
  virginia.cloudtrail.destroy()
  await plane.close()
})

const trustOf = (accountId: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' },
  })

async function assume(clients: TestClients, RoleArn: string, more: object = {}): Promise<TestClients> {
  const { Credentials } = await clients.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit', ...more }))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  return plane.clients({ accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! })
}

async function makeRole(accountId: string, RoleName: string): Promise<string> {
  const { Role } = await plane.admin.iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf(accountId) }),
  )
  const PolicyDocument = JSON.stringify(allowAll)
  await plane.admin.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }))
  return Role!.Arn!
}

describe('what is in the trail', () => {
  test('reads are not, unless they are denied', async () => {
    const reads = async () => (await recordsOf(plane.admin, 'GetServiceSetting')).length
    await plane.admin.ssm.send(new GetServiceSettingCommand({ SettingId }))
    expect(await reads()).toBe(0)
    await refusal(eve.ssm.send(new GetServiceSettingCommand({ SettingId })))
    const [denied] = await recordsOf(plane.admin, 'GetServiceSetting')
    expect(denied).toMatchObject({
      errorCode: 'AccessDeniedException',
      errorMessage: expect.stringContaining('is not authorized to perform: ssm:GetServiceSetting'),
      additionalEventData: { decisionId: expect.stringMatching(/^d-/) },
      requestParameters: { settingId: SettingId },
      responseElements: null,
      readOnly: true,
    })
    await plane.admin.ssm.send(new DescribeSessionsCommand({ State: 'History' }))
    expect(await recordsOf(plane.admin, 'DescribeSessions')).toEqual([])
  })

  test('a call that no valid signature stands for is in nobody’s', async () => {
    const before = (await lookup(virginia)).length
    const wrong = plane.clients({ ...plane.admin.credentials, secretAccessKey: 'x'.repeat(40) })
    await refusal(wrong.iam.send(new CreateUserCommand({ UserName: 'forged' })))
    await refusal(plane.clients({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }).ssm.send(setting))
    expect((await lookup(virginia)).length).toBe(before)
    expect(await recordsOf(plane.admin, 'UpdateServiceSetting')).toEqual([])
  })

  test('EC2’s refusals bear its prefix, and nothing that is sealed for the caller', async () => {
    await refusal(eve.ec2.send(new DescribeInstancesCommand({})))
    const [denied] = await recordsOf(plane.admin, 'DescribeInstances')
    expect(denied).toMatchObject({ errorCode: 'Client.UnauthorizedOperation', eventSource: 'ec2.amazonaws.com' })
    expect(String(denied!['errorMessage'])).toMatch(/^You are not authorized to perform this operation\. User: /)
    expect(String(denied!['errorMessage'])).not.toContain('Encoded')
    await refusal(
      plane.admin.ec2.send(new RunInstancesCommand({ ImageId: 'ami-0', MinCount: 1, MaxCount: 1, DryRun: true })),
    )
    expect((await recordsOf(plane.admin, 'RunInstances'))[0]!['errorCode']).toMatch(/^Client\./)
  })

  test('data events are not: what the model of S3 has of objects, and log events', () => {
    const names = (service: string) => Object.keys(loadModel(service).operations)
    const data = names('s3').filter(name => isDataOperation(`s3:${name}`))
    const served = Object.entries(loadModel('s3').operations).filter(([, { input }]) => input !== undefined)
    const ofObjects = served.map(([name]) => name).filter(name => /Object|Part|Multipart/.test(name))
    expect(data.toSorted()).toEqual(ofObjects.toSorted())
    expect(names('logs').filter(name => isDataOperation(`logs:${name}`))).toEqual(['PutLogEvents'])
  })

  test('what is too long is left out, and the event says so', async () => {
    const UserName = 'long'
    await plane.admin.iam.send(new CreateUserCommand({ UserName }))
    const Statement = Array.from({ length: 300 }, (_, i) => ({
      Effect: 'Allow',
      Action: `s3:${i}${'x'.repeat(80)}`,
      Resource: '*',
    }))
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    const put = new PutUserPolicyCommand({ UserName, PolicyName: 'long', PolicyDocument })
    await refusal(plane.admin.iam.send(put))
    const [tooLong] = await recordsOf(virginia, 'PutUserPolicy')
    expect(tooLong!['requestParameters']).toMatchObject({ omitted: true })
    const small = JSON.stringify(allowAll)
    await plane.admin.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'small', PolicyDocument: small }))
    const [kept] = await recordsOf(virginia, 'PutUserPolicy')
    expect(kept!['requestParameters']).toMatchObject({ policyDocument: small })
    const pages = Statement.slice(0, 40)
    const denied = JSON.stringify({ Version: '2012-10-17', Statement: pages })
    await refusal(eve.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'x', PolicyDocument: denied })))
    expect((await recordsOf(virginia, 'PutUserPolicy'))[0]!['requestParameters']).toMatchObject({ omitted: true })
  })

  test('a call over TLS tells of it', async () => {
    const { tlsUrl, caFile } = plane.running.file
    const credentials = plane.admin.credentials
    const agent = new Agent({ ca: readFileSync(caFile) })
    const requestHandler = { httpsAgent: agent }
    const systemClockOffset = plane.clock.offsetMs
    const ssm = new SSMClient({ endpoint: tlsUrl, region: testRegion, credentials, requestHandler, systemClockOffset })
    await ssm.send(setting)
    ssm.destroy()
    expect((await recordsOf(plane.admin, 'UpdateServiceSetting'))[0]!['tlsDetails']).toEqual({
      tlsVersion: 'TLSv1.3',
      cipherSuite: expect.stringMatching(/^TLS_/),
      clientProvidedHostHeader: new URL(tlsUrl).host,
    })
  })
})

describe('who called', () => {
  const identityOf = async (clients: TestClients) => {
    await clients.ssm.send(setting)
    return (await recordsOf(plane.admin, 'UpdateServiceSetting'))[0]!.userIdentity
  }

  test('root', async () => {
    const { accountId } = plane
    const identity = await identityOf(plane.clients(await plane.rootKey()))
    const arn = `arn:aws:iam::${accountId}:root`
    expect(identity).toMatchObject({ type: 'Root', principalId: accountId, arn, accountId })
    const LookupAttributes = [{ AttributeKey: 'Username' as const, AttributeValue: 'root' }]
    expect(await lookup(plane.admin, { LookupAttributes })).toHaveLength(1)
  })

  test('a role’s session, with the role and who is said to be behind it', async () => {
    const arn = await makeRole(plane.accountId, 'ops')
    const { accountId } = plane
    expect(await identityOf(await assume(plane.admin, arn))).toEqual({
      type: 'AssumedRole',
      principalId: expect.stringMatching(/^AROA.*:visit$/),
      arn: `arn:aws:sts::${accountId}:assumed-role/ops/visit`,
      accountId,
      accessKeyId: expect.stringMatching(/^ASIA/),
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: expect.stringMatching(/^AROA/), arn, accountId, userName: 'ops' },
        attributes: { creationDate: expect.stringMatching(/Z$/), mfaAuthenticated: 'false' },
      },
    })
    const [assumed] = await recordsOf(virginia, 'AssumeRole').then(async found =>
      found.length > 0 ? found : recordsOf(plane.admin, 'AssumeRole'),
    )
    expect(assumed).toMatchObject({ readOnly: true, requestParameters: { roleArn: arn, roleSessionName: 'visit' } })
  })

  test('a federated user', async () => {
    const { Credentials } = await plane.admin.sts.send(
      new GetFederationTokenCommand({ Name: 'guest', Policy: JSON.stringify(allowAll) }),
    )
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
    const guest = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
    expect(await identityOf(plane.clients(guest))).toMatchObject({
      type: 'FederatedUser',
      arn: `arn:aws:sts::${plane.accountId}:federated-user/guest`,
      sessionContext: { sessionIssuer: { type: 'IAMUser', userName: 'admin' } },
    })
  })

  test('somebody of another account: both accounts are told, under one id', async () => {
    const other = await plane.account('other')
    const arn = await makeRole(other.accountId, 'visited')
    await assume(other, arn)
    const [theirs] = await recordsOf(other, 'AssumeRole')
    const ours = (await recordsOf(plane.admin, 'AssumeRole')).find(record => record['sharedEventID'] !== undefined)
    expect(theirs).toMatchObject({ recipientAccountId: other.accountId, userIdentity: { type: 'IAMUser' } })
    expect(ours).toMatchObject({
      recipientAccountId: plane.accountId,
      userIdentity: { type: 'AWSAccount', accountId: other.accountId },
      sharedEventID: theirs!['sharedEventID'],
      requestParameters: { roleArn: arn },
    })
    expect(ours!['eventID']).not.toBe(theirs!['eventID'])
  })
})

describe('hosts', () => {
  test('their routine is not in the trail, their registration is, and a refusal is once in an hour', async () => {
    await makeHostManagementRole(plane.admin)
    await enableHostManagement(plane.admin)
    const host = await plane.host()
    const credentials = await host.join()
    const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: host.instanceId }]
    const events = async () => (await lookup(plane.admin, { LookupAttributes })).map(({ EventName }) => EventName)
    expect(await events()).toEqual(['RegisterManagedInstance', 'RunInstances'])
    const beat = (InstanceId: string) =>
      host.call(
        'AmazonSSM.UpdateInstanceInformation',
        { InstanceId, AgentName: 'amazon-ssm-agent', AgentVersion: '3.3.0.0', PlatformType: 'Linux' },
        credentials,
      )
    expect((await beat(host.instanceId)).status).toBe(200)
    expect(await upgrade(host, plane.admin.credentials)).toMatchObject({ status: 403 })
    expect((await recordsOf(plane.admin, 'OpenControlChannel'))[0]).toMatchObject({
      eventSource: 'ssmmessages.amazonaws.com',
      errorCode: 'AccessDeniedException',
      userIdentity: { userName: 'admin' },
    })
    for (let count = 0; count < 3; count++) expect((await beat('i-00000000000000000')).status).toBe(400)
    expect(await recordsOf(plane.admin, 'UpdateInstanceInformation')).toHaveLength(1)
  })

  test('an activation’s host is told of in the account that made the activation', async () => {
    const { ActivationId, ActivationCode } = await plane.admin.ssm.send(
      new CreateActivationCommand({ IamRole: `service-role/${hostManagementRole}` }),
    )
    const host = await plane.host()
    const register = (code: string) =>
      fetch(plane.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.RegisterManagedInstance' },
        body: JSON.stringify({
          ActivationId,
          ActivationCode: code,
          PublicKey: host.publicKey,
          PublicKeyType: 'Rsa',
          Fingerprint: 'a-machine',
        }),
      })
    const before = (await recordsOf(plane.admin, 'RegisterManagedInstance')).length
    expect((await register('x'.repeat(20))).status).toBe(400)
    expect((await recordsOf(plane.admin, 'RegisterManagedInstance')).length).toBe(before)
    const { InstanceId } = (await (await register(ActivationCode!)).json()) as { InstanceId: string }
    const [event] = await lookup(plane.admin, {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: InstanceId }],
    })
    expect(toRecord(event!)).toMatchObject({
      eventName: 'RegisterManagedInstance',
      userIdentity: { type: 'Unknown', accountId: plane.accountId },
      requestParameters: { activationId: ActivationId, activationCode: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      responseElements: { instanceId: InstanceId },
    })
  })
})

test('who only says who it is leaves nothing worth an event but the call', async () => {
  await plane.admin.sts.send(new GetCallerIdentityCommand({}))
  expect(await recordsOf(plane.admin, 'GetCallerIdentity')).toEqual([])
})
