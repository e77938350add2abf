// The policies of a team that lets its people onto hosts at certain hours, held by real users: what each row of them
// lets happen, and what not. The same rows are decided without a plane in packages/policy.
import { DescribeInstancesCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2'
import { CreateRoleCommand, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import {
  DescribeInstanceInformationCommand,
  DescribeInstancePropertiesCommand,
  DescribeSessionsCommand,
  GetConnectionStatusCommand,
  ResumeSessionCommand,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { denial } from '../denial.ts'
import { SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })
const instanceArn = (id = sessions.target, region = 'ap-northeast-1') =>
  `arn:aws:ec2:${region}:${sessions.plane.accountId}:instance/${id}`
const ssmArn = (rest: string) => `arn:aws:ssm:ap-northeast-1:${sessions.plane.accountId}:${rest}`

type Call = (clients: TestClients) => Promise<unknown>
const start: Call = clients => sessions.begin(clients)
const terminate =
  (SessionId: string): Call =>
  ({ ssm }) =>
    ssm.send(new TerminateSessionCommand({ SessionId }))

describe('the policy that leads to the list of hosts', () => {
  let viewer: TestClients
  beforeAll(async () => {
    const Action = [
      'ssm:DescribeSessions',
      'ssm:DescribeInstanceProperties',
      'ec2:describeInstances',
      'ssm:GetConnectionStatus',
    ]
    viewer = await sessions.plane.user('viewer', policy({ Effect: 'Allow', Action, Resource: '*' }))
  })

  const allowed: [string, Call][] = [
    ['DescribeSessions', ({ ssm }) => ssm.send(new DescribeSessionsCommand({ State: 'Active' }))],
    ['DescribeInstanceProperties', ({ ssm }) => ssm.send(new DescribeInstancePropertiesCommand({}))],
    ['DescribeInstances, written with a small d', ({ ec2 }) => ec2.send(new DescribeInstancesCommand({}))],
    ['GetConnectionStatus', ({ ssm }) => ssm.send(new GetConnectionStatusCommand({ Target: sessions.target }))],
  ]
  test.each(allowed)('allows %s', async (_, call) => {
    expect(await call(viewer)).toHaveProperty('$metadata.httpStatusCode', 200)
  })

  const denied: [string, Call, () => string][] = [
    [
      'ssm:DescribeInstanceInformation',
      ({ ssm }) => ssm.send(new DescribeInstanceInformationCommand({})),
      () => ssmArn('*'),
    ],
    ['ssm:StartSession', start, instanceArn],
  ]
  test.each(denied)('does not allow %s', async (action, call, resource) => {
    expect(await refusal(call(viewer))).toEqual(denial(sessions.plane, 'viewer', action, resource()))
  })

  test('does not allow ec2:DescribeTags', async () => {
    const refused = await refusal(viewer.ec2.send(new DescribeTagsCommand({})))
    expect(refused).toMatchObject({ code: 'UnauthorizedOperation', status: 403 })
  })
})

/** The policy of the seed; the window in seconds from now, on the plane's clock. */
function startInWindow(fromSeconds: number, untilSeconds: number, resource = instanceArn()) {
  const at = (seconds: number) => new Date(sessions.plane.clock.now().getTime() + seconds * 1_000).toISOString()
  return policy(
    {
      Sid: 'VisualEditor0',
      Effect: 'Allow',
      Action: 'ssm:StartSession',
      Resource: [resource],
      Condition: {
        DateGreaterThan: { 'aws:CurrentTime': at(fromSeconds) },
        DateLessThan: { 'aws:CurrentTime': at(untilSeconds) },
      },
    },
    { Effect: 'Allow', Action: ['ssm:TerminateSession'], Resource: ['arn:aws:ssm:*:*:session/${aws:username}-*'] },
  )
}

describe('the policy that allows sessions at certain hours', () => {
  let alice: TestClients
  beforeAll(async () => {
    alice = await sessions.plane.user('alice')
  })

  async function give(document: object): Promise<void> {
    const PolicyDocument = JSON.stringify(document)
    await sessions.plane.admin.iam.send(
      new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'inline', PolicyDocument }),
    )
  }
  const startDenied = (resource = instanceArn()) => denial(sessions.plane, 'alice', 'ssm:StartSession', resource)

  test.each([
    ['before it begins', 3_600, 7_200],
    ['long after it has ended', -7_200, -3_600],
  ])('does not allow one %s', async (_, from, until) => {
    await give(startInWindow(from, until))
    expect(await refusal(start(alice))).toEqual(startDenied())
  })

  test('allows one while it lasts, on this host and in this region', async () => {
    await give(startInWindow(-3_600, 3_600))
    expect(await start(alice)).toHaveProperty('SessionId')
    const other = 'i-01234567890abcdee'
    expect(await refusal(sessions.begin(alice, { Target: other }))).toEqual(startDenied(instanceArn(other)))
    const elsewhere = refusal(sessions.begin(alice.inRegion('us-east-1')))
    expect(await elsewhere).toEqual(startDenied(instanceArn(sessions.target, 'us-east-1')))
  })

  test('does not allow the document to be chosen', async () => {
    await give(startInWindow(-3_600, 3_600))
    const named = { DocumentName: 'AWS-StartInteractiveCommand', Parameters: { command: ['id'] } }
    const document = 'arn:aws:ssm:ap-northeast-1::document/AWS-StartInteractiveCommand'
    expect(await refusal(sessions.begin(alice, named))).toEqual(startDenied(document))
  })

  test('allows its own sessions to be ended, also when the hours are over, and no resuming', async () => {
    await give(startInWindow(-3_600, 3_600))
    const SessionId = (await sessions.begin(alice)).SessionId!
    const resume = alice.ssm.send(new ResumeSessionCommand({ SessionId }))
    const session = ssmArn(`session/${SessionId}`)
    expect(await refusal(resume)).toEqual(denial(sessions.plane, 'alice', 'ssm:ResumeSession', session))
    await give(startInWindow(-7_200, -3_600))
    await terminate(SessionId)(alice)
  })

  test('goes by the name of the session: of others it allows those whose name begins alike, in the same case', async () => {
    await give(startInWindow(-3_600, 3_600))
    const anybody = policy({ Effect: 'Allow', Action: 'ssm:StartSession', Resource: '*' })
    const begunBy = async (name: string) => (await sessions.begin(await sessions.plane.user(name, anybody))).SessionId!
    await terminate(await begunBy('alice-2'))(alice)
    const foreign = [await begunBy('bob'), 'Alice-0a1b2c3d4e5f60718']
    for (const SessionId of foreign) {
      const session = ssmArn(`session/${SessionId}`)
      const refused = denial(sessions.plane, 'alice', 'ssm:TerminateSession', session)
      expect(await refusal(terminate(SessionId)(alice))).toEqual(refused)
    }
  })

  test('allows sessions of roles nothing: they have no user name', async () => {
    await give(startInWindow(-3_600, 3_600))
    const SessionId = (await sessions.begin(alice)).SessionId!
    const { iam, sts } = sessions.plane.admin
    const RoleName = 'operators'
    const trust = { Effect: 'Allow', Principal: { AWS: sessions.plane.accountId }, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify(policy(trust))
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    const PolicyDocument = JSON.stringify(startInWindow(-3_600, 3_600))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument }))
    const assumed = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'alice' }))
    const { AccessKeyId, SecretAccessKey, SessionToken } = assumed.Credentials!
    const role = sessions.plane.clients({
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken!,
    })
    expect(await start(role)).toHaveProperty('SessionId')
    expect(await refusal(terminate(SessionId)(role))).toMatchObject({ code: 'AccessDeniedException' })
  })
})

describe('the policy of the hosts', () => {
  test('lets a host read instances and tags for its prompt; being managed takes more', async () => {
    const profile = await makeInstanceProfile(
      sessions.plane.admin,
      'prompting',
      'ec2:DescribeInstances',
      'ec2:DescribeTags',
    )
    const agent = await sessions.plane.host(profile)
    const credentials = await agent.profile()
    const host = sessions.plane.clients(credentials)
    const InstanceIds = [agent.instanceId]
    const { Reservations } = await host.ec2.send(new DescribeInstancesCommand({ InstanceIds }))
    expect(Reservations).toHaveLength(1)
    expect(await host.ec2.send(new DescribeTagsCommand({}))).toHaveProperty('Tags')
    const ping = await agent.ping(credentials)
    expect(ping.status).toBe(400)
    expect(ping.text).toContain('AccessDeniedException')
  })
})
