// Hosts that are no EC2 instances: from an activation to a managed node and out again.
import { UpdateRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  AddTagsToResourceCommand,
  CreateActivationCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
  ListTagsForResourceCommand,
  UpdateManagedInstanceRoleCommand,
} from '@aws-sdk/client-ssm'
import { trustPolicyFor } from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readError } from '../../../raw/read-error.ts'
import { activate, HybridHost, hybridRole, makeHybridRole } from './hybrid-host.ts'

let plane: TestPlane

beforeAll(async () => {
  plane = await startTestPlane()
  await makeHybridRole(plane.admin)
})
afterAll(() => plane.close())

/** A registered host, with what `input` changes of its activation. */
async function joined(input = {}): Promise<HybridHost> {
  const host = new HybridHost(plane)
  const reply = await host.register(await activate(plane.admin, input))
  if (reply.status !== 200) throw new Error(reply.text)
  return host
}

const find = async (id: string) => {
  const { ssm } = plane.admin
  const { InstanceInformationList } = await ssm.send(new DescribeInstanceInformationCommand({}))
  return InstanceInformationList!.find(({ InstanceId }) => InstanceId === id)
}

describe('a hybrid host', () => {
  test('registers by its activation, gets a token by its key and is a managed node', async () => {
    const activation = await activate(plane.admin, {
      DefaultInstanceName: 'edge-1',
      Tags: [{ Key: 'Site', Value: '東京' }],
    })
    const host = new HybridHost(plane)
    expect((await host.register(activation)).status).toBe(200)
    expect(host.instanceId).toMatch(/^mi-[0-9a-f]{17}$/)
    const reply = await host.requestToken()
    expect(reply.json()).toMatchObject({ UpdateKeyPair: false, AccessKeyId: expect.stringMatching(/^ASIA/) })
    expect((await host.ping(await host.token())).status).toBe(200)
    expect(await find(host.instanceId)).toMatchObject({
      PingStatus: 'Online',
      ResourceType: 'ManagedInstance',
      ActivationId: activation.ActivationId,
      IamRole: 'Hybrid',
      Name: 'edge-1',
      RegistrationDate: expect.any(Date),
      SourceType: 'AWS::SSM::ManagedInstance',
    })
    const resource = { ResourceType: 'ManagedInstance' as const, ResourceId: host.instanceId }
    await plane.admin.ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'Rack', Value: '7' }] }))
    const { TagList } = await plane.admin.ssm.send(new ListTagsForResourceCommand(resource))
    expect(TagList).toEqual(
      expect.arrayContaining([
        { Key: 'Site', Value: '東京' },
        { Key: 'Rack', Value: '7' },
      ]),
    )
  })

  test('is found by its activation', async () => {
    const host = await joined()
    await host.ping(await host.token())
    const { ActivationId } = (await find(host.instanceId))!
    const Filters = [{ Key: 'ActivationIds', Values: [ActivationId!] }]
    const { InstanceInformationList } = await plane.admin.ssm.send(new DescribeInstanceInformationCommand({ Filters }))
    expect(InstanceInformationList!.map(({ InstanceId }) => InstanceId)).toEqual([host.instanceId])
  })

  test('acts for itself alone', async () => {
    const [one, other] = [await joined(), await joined()]
    const token = await one.token()
    one.instanceId = other.instanceId
    expect(readError(await one.ping(token))).toMatchObject({ code: 'AccessDeniedException' })
  })

  test('can do nothing with its key but get a token and change the key', async () => {
    const host = await joined()
    expect(readError(await host.callWithKey('DescribeInstanceInformation', {}))).toMatchObject({
      code: 'AccessDeniedException',
    })
    expect(
      readError(await host.callWithKey('RegisterManagedInstance', { Fingerprint: 'x', PublicKey: host.publicKey })),
    ).toMatchObject({ code: 'InstanceAlreadyRegistered' })
    const change = { NewPublicKey: host.publicKey, NewPublicKeyType: 'Rsa' }
    expect((await host.callWithKey('UpdateManagedInstancePublicKey', change)).status).toBe(200)
  })

  test('is refused with another key, another fingerprint or in another region', async () => {
    const host = await joined()
    expect((await host.requestToken('us-east-1')).status).toBe(400)
    host.fingerprint = 'f3f0f9a0-7a4e-4f67-8b0e-6f1a2d3c4b5a'
    expect(readError(await host.requestToken())).toMatchObject({ code: 'MachineFingerprintDoesNotMatch' })
    host.loseKey()
    expect(readError(await host.requestToken())).toMatchObject({ code: 'InvalidSignatureException' })
  })

  test('gets no token once its role is gone or no longer trusts Systems Manager', async () => {
    const host = await joined()
    const trust = (service: string) =>
      plane.admin.iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName: 'Hybrid', PolicyDocument: trustPolicyFor(service) }),
      )
    await trust('ec2.amazonaws.com')
    expect(readError(await host.requestToken())).toMatchObject({ code: 'AccessDeniedException' })
    await trust('ssm.amazonaws.com')
    expect((await host.requestToken()).status).toBe(200)
  })

  test('that is deregistered is nobody any more: its key, its credentials and its tags are gone', async () => {
    const host = await joined()
    const token = await host.token()
    await host.ping(token)
    await plane.admin.ssm.send(new DeregisterManagedInstanceCommand({ InstanceId: host.instanceId }))
    expect(await find(host.instanceId)).toBeUndefined()
    expect(readError(await host.ping(token))).toMatchObject({ code: 'UnrecognizedClientException' })
    expect(readError(await host.requestToken())).toMatchObject({ code: 'UnrecognizedClientException' })
    const again = new DeregisterManagedInstanceCommand({ InstanceId: host.instanceId })
    expect(await refusal(plane.admin.ssm.send(again))).toMatchObject({ code: 'InvalidInstanceId' })
  })

  test('takes another role from its next token on', async () => {
    const host = await joined()
    const change = { InstanceId: host.instanceId, IamRole: 'nobody' }
    const wrong = plane.admin.ssm.send(new UpdateManagedInstanceRoleCommand(change))
    expect(await refusal(wrong)).toMatchObject({ code: 'ValidationException' })
    await plane.admin.iam.send(new UpdateRoleCommand({ RoleName: 'Hybrid', Description: 'still there' }))
    await plane.admin.ssm.send(new UpdateManagedInstanceRoleCommand({ ...change, IamRole: hybridRole }))
    expect((await host.requestToken()).status).toBe(200)
  })

  test('survives a restart of the plane', async () => {
    const host = await joined()
    await plane.restart()
    expect((await host.ping(await host.token())).status).toBe(200)
  })
})

describe('an activation', () => {
  test('with a wrong code, or that never was, is not valid; which, is not told', async () => {
    const activation = await activate(plane.admin)
    const wrong = await new HybridHost(plane).register({ ...activation, ActivationCode: 'A'.repeat(20) })
    const unknown = await new HybridHost(plane).register({
      ...activation,
      ActivationId: '00000000-0000-4000-8000-000000000000',
    })
    expect(readError(wrong)).toMatchObject({ status: 400, code: 'InvalidActivation' })
    expect(readError(unknown)).toEqual(readError(wrong))
  })

  test('registers no more hosts than its limit, however many come at once', async () => {
    const activation = await activate(plane.admin, { RegistrationLimit: 3 })
    const replies = await Promise.all(Array.from({ length: 12 }, () => new HybridHost(plane).register(activation)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3)
    const refused = replies.filter(({ status }) => status !== 200).map(reply => readError(reply).code)
    expect(new Set(refused)).toEqual(new Set(['RegistrationLimitExceeded']))
  })

  test('expires after a day unless told otherwise', async () => {
    await using own = await startTestPlane()
    await makeHybridRole(own.admin)
    const activation = await activate(own.admin, { RegistrationLimit: 2 })
    await own.clock.advance({ hours: 23 })
    expect((await new HybridHost(own).register(activation)).status).toBe(200)
    await own.clock.advance({ hours: 1, seconds: 1 })
    expect(readError(await new HybridHost(own).register(activation))).toMatchObject({ code: 'ActivationExpired' })
  })

  test('takes a key that is one, and says so of others', async () => {
    const activation = await activate(plane.admin)
    const reply = await new HybridHost(plane).register(activation, { PublicKey: 'A'.repeat(392) })
    expect(readError(reply)).toMatchObject({ code: 'InvalidPublicKey' })
    expect((await new HybridHost(plane).register(activation)).status).toBe(200)
  })

  test('that is deleted registers nobody; hosts that came by it stay', async () => {
    const activation = await activate(plane.admin, { RegistrationLimit: 5 })
    const host = new HybridHost(plane)
    await host.register(activation)
    await plane.admin.ssm.send(new DeleteActivationCommand({ ActivationId: activation.ActivationId }))
    expect(readError(await new HybridHost(plane).register(activation))).toMatchObject({ code: 'InvalidActivation' })
    expect((await host.requestToken()).status).toBe(200)
    const again = plane.admin.ssm.send(new DeleteActivationCommand({ ActivationId: activation.ActivationId }))
    expect(await refusal(again)).toMatchObject({ code: 'InvalidActivationId' })
  })

  test.each([
    ['a role that does not exist', { IamRole: 'nobody' }, 'ValidationException'],
    ['an expiration in the past', { ExpirationDate: new Date(0) }, 'InvalidParameters'],
    [
      'an expiration more than 30 days ahead',
      { ExpirationDate: new Date(Date.now() + 31 * 86_400_000) },
      'InvalidParameters',
    ],
    ['a limit beyond 1000', { RegistrationLimit: 1001 }, 'ValidationException'],
  ])('with %s is refused', async (_, input, code) => {
    expect(await refusal(activate(plane.admin, input))).toMatchObject({ code })
  })

  test('is listed page by page and by filters, in its own account', async () => {
    await using own = await startTestPlane()
    await makeHybridRole(own.admin)
    const made = await Promise.all(
      Array.from({ length: 5 }, (_, i) => activate(own.admin, { DefaultInstanceName: `edge-${i % 2}` })),
    )
    const seen: string[] = []
    let NextToken: string | undefined
    do {
      const page: { ActivationList?: { ActivationId?: string }[]; NextToken?: string } = await own.admin.ssm.send(
        new DescribeActivationsCommand({ MaxResults: 2, NextToken }),
      )
      seen.push(...page.ActivationList!.map(({ ActivationId }) => ActivationId!))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen).toEqual(made.map(({ ActivationId }) => ActivationId!).sort())
    const Filters = [{ FilterKey: 'DefaultInstanceName' as const, FilterValues: ['edge-1'] }]
    const { ActivationList } = await own.admin.ssm.send(new DescribeActivationsCommand({ Filters }))
    expect(ActivationList).toHaveLength(2)
    const bad = own.admin.ssm.send(new DescribeActivationsCommand({ Filters: [{ FilterValues: ['edge-1'] }] }))
    expect(await refusal(bad)).toMatchObject({ code: 'InvalidFilter' })
    const foreign = await own.account('foreign')
    expect((await foreign.ssm.send(new DescribeActivationsCommand({}))).ActivationList).toEqual([])
  })

  test('takes permission to make it and to pass its role', async () => {
    const Allow = (Action: string) => ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } })
    const user = await plane.user('maker', Allow('ssm:CreateActivation'))
    const made = user.ssm.send(new CreateActivationCommand({ IamRole: hybridRole }))
    expect(await refusal(made)).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('iam:PassRole'),
    })
  })
})

test('nobody but a host with an activation calls without a signature', async () => {
  const activation = await activate(plane.admin)
  const host = new HybridHost(plane)
  for (const change of [{ ActivationId: undefined }, { ActivationCode: undefined }]) {
    expect(readError(await host.register(activation, change))).toMatchObject({
      code: 'MissingAuthenticationTokenException',
    })
  }
})
