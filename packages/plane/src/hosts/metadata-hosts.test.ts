import {
  AssociateIamInstanceProfileCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import {
  AddRoleToInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { ImdsCredentials, ImdsHost, RoleDelivery } from '@hostler/machines/index'
import { trustPolicyFor } from '@hostler/testkit/default-host-management'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let plane: TestPlane
beforeEach(async () => {
  plane = await startTestPlane()
})
afterEach(() => plane.close())

const hostOf = (id: string): ImdsHost => plane.running.app.metadata.findById(id)!

function issued(credentials: ImdsCredentials) {
  if (!('accessKeyId' in credentials)) throw new Error(`no credentials: ${credentials.code}`)
  return credentials
}

/** Whose the credentials are and what is written into them. */
function sessionOf(credentials: ImdsCredentials) {
  return plane.running.app.identity.sessionTokens.open(issued(credentials).token)!.subject
}

const trust = (RoleName: string, service: string) =>
  plane.admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustPolicyFor(service) }))

describe('what is said of a host', () => {
  test('is found by its id and by its address, and by no other', async () => {
    const [one, two] = await plane.hosts(2, { InstanceType: 't3.small' })
    const { metadata } = plane.running.app
    const host = hostOf(one!.instanceId)
    expect(metadata.findByAddress(host.privateIp)).toBe(host)
    expect(hostOf(two!.instanceId).privateIp).not.toBe(host.privateIp)
    expect([metadata.findById('i-0123456789abcdef0'), metadata.findByAddress('172.31.9.9')]).toEqual([
      undefined,
      undefined,
    ])
    expect(host).toMatchObject({
      instanceId: one!.instanceId,
      instanceType: 't3.small',
      accountId: plane.accountId,
      region: testRegion,
      availabilityZone: `${testRegion}a`,
      availabilityZoneId: 'apne1-az1',
      architecture: 'x86_64',
      hostname: `ip-${host.privateIp.replaceAll('.', '-')}.${testRegion}.compute.internal`,
    })
  })

  test('ends when the host stops', async () => {
    const { instanceId } = await plane.host()
    const { privateIp } = hostOf(instanceId)
    await plane.admin.ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }))
    await plane.running.app.instances.idle()
    const { metadata } = plane.running.app
    expect([metadata.findById(instanceId), metadata.findByAddress(privateIp)]).toEqual([undefined, undefined])
  })

  test('follows tags as they come and go, and keeps credentials that are good', async () => {
    const { instanceId } = await plane.host(await makeInstanceProfile(plane.admin, 'Web'))
    const before = await hostOf(instanceId).profileCredentials('2.0')
    const Resources = [instanceId]
    await plane.admin.ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'team', Value: 'blue' }] }))
    await expect.poll(() => [...hostOf(instanceId).tags]).toEqual([['team', 'blue']])
    await plane.admin.ec2.send(new DeleteTagsCommand({ Resources }))
    await expect.poll(() => [...hostOf(instanceId).tags]).toEqual([])
    expect(await hostOf(instanceId).profileCredentials('2.0')).toEqual(before)
  })
})

test.each([
  ['eu-west-1', 'a', 'euw1-az1', 'eu-west-1.compute.internal'],
  ['ap-northeast-1', 'a', 'apne1-az1', 'ap-northeast-1.compute.internal'],
  ['us-west-2', 'c', 'usw2-az3', 'us-west-2.compute.internal'],
  ['ap-southeast-2', 'a', 'apse2-az1', 'ap-southeast-2.compute.internal'],
  ['eu-central-1', 'b', 'euc1-az2', 'eu-central-1.compute.internal'],
  ['ca-central-1', 'a', 'cac1-az1', 'ca-central-1.compute.internal'],
  ['us-east-1', 'b', 'use1-az2', 'ec2.internal'],
])('a host in %s%s has zone id %s and a name below %s', async (region, letter, zoneId, domain) => {
  const Placement = { AvailabilityZone: `${region}${letter}` }
  const { instanceId } = await plane.host({ Placement }, plane.admin.inRegion(region))
  const { availabilityZoneId, hostname } = hostOf(instanceId)
  expect([availabilityZoneId, hostname.slice(hostname.indexOf('.') + 1)]).toEqual([zoneId, domain])
})

describe('credentials', () => {
  test.each(['1.0', '2.0'] as RoleDelivery[])(
    'are bound to their host and marked with how they were fetched: %s',
    async roleDelivery => {
      const { instanceId } = await plane.host(await makeInstanceProfile(plane.admin, 'Web'))
      const host = hostOf(instanceId)
      const origin = {
        id: instanceId,
        region: testRegion,
        arn: `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${instanceId}`,
        roleDelivery,
        privateIp: host.privateIp,
      }
      expect(sessionOf(await host.identityCredentials(roleDelivery))).toMatchObject({
        kind: 'instance-identity',
        accountId: plane.accountId,
        host: origin,
      })
      expect(sessionOf(await host.profileCredentials(roleDelivery))).toMatchObject({
        kind: 'role',
        accountId: plane.accountId,
        session: { name: instanceId, host: origin },
      })
    },
  )

  test('of the profile are the role’s, with the instance’s id as the session’s name', async () => {
    const agent = await plane.host(await makeInstanceProfile(plane.admin, 'Web'))
    const { Arn } = await plane.clients(await agent.profile()).sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:sts::${plane.accountId}:assumed-role/Web/${agent.instanceId}`)
  })

  test('last six hours, stay the same until half an hour before, and new ones come in time', async () => {
    const { instanceId } = await plane.host(await makeInstanceProfile(plane.admin, 'Web'))
    const fetch = async () => issued(await hostOf(instanceId).profileCredentials('2.0'))
    const first = await fetch()
    const lifeMs = first.expiration.getTime() - first.lastUpdated.getTime()
    expect(Math.abs(lifeMs - 6 * 3_600_000)).toBeLessThanOrEqual(1000)
    await plane.clock.advance({ hours: 5, minutes: 29 })
    expect((await fetch()).accessKeyId).toBe(first.accessKeyId)
    await plane.clock.advance({ minutes: 2 })
    const second = await fetch()
    expect(second.accessKeyId).not.toBe(first.accessKeyId)
    expect(second.expiration.getTime()).toBeGreaterThan(first.expiration.getTime())
  })

  test('end with the trust in EC2, and come back with it', async () => {
    const { instanceId } = await plane.host(await makeInstanceProfile(plane.admin, 'Web'))
    const first = issued(await hostOf(instanceId).profileCredentials('2.0'))
    await trust('Web', 'ssm.amazonaws.com')
    expect(issued(await hostOf(instanceId).profileCredentials('2.0')).accessKeyId).toBe(first.accessKeyId)
    await plane.clock.advance({ hours: 6 })
    expect(await hostOf(instanceId).profileCredentials('2.0')).toMatchObject({
      code: 'AssumeRoleUnauthorizedAccess',
      message: expect.stringContaining('EC2 cannot assume the role'),
      lastUpdated: expect.any(Date),
    })
    await trust('Web', 'ec2.amazonaws.com')
    expect(issued(await hostOf(instanceId).profileCredentials('2.0')).accessKeyId).not.toBe(first.accessKeyId)
  })

  test('of a role that never trusted EC2 are refused from the start', async () => {
    const { IamInstanceProfile } = await makeInstanceProfile(plane.admin, 'Web')
    await trust('Web', 'lambda.amazonaws.com')
    const { instanceId } = await plane.host({ IamInstanceProfile })
    expect((await hostOf(instanceId).profileCredentials('2.0')).code).toBe('AssumeRoleUnauthorizedAccess')
  })

  test('are new when the profile gets another role, though it has the same name', async () => {
    const { iam } = plane.admin
    const { instanceId } = await plane.host(await makeInstanceProfile(plane.admin, 'Web'))
    const first = await hostOf(instanceId).profileCredentials('2.0')
    const profile = { InstanceProfileName: 'Web', RoleName: 'Web' }
    await iam.send(new RemoveRoleFromInstanceProfileCommand(profile))
    await expect.poll(() => hostOf(instanceId).instanceProfile).toBeUndefined()
    await iam.send(new DeleteRoleCommand({ RoleName: 'Web' }))
    const AssumeRolePolicyDocument = trustPolicyFor('ec2.amazonaws.com')
    await iam.send(new CreateRoleCommand({ RoleName: 'Web', AssumeRolePolicyDocument }))
    await iam.send(new AddRoleToInstanceProfileCommand(profile))
    await expect.poll(() => hostOf(instanceId).instanceProfile?.roleName).toBe('Web')
    const second = await hostOf(instanceId).profileCredentials('2.0')
    expect(sessionOf(second)).not.toMatchObject({ roleId: roleIdOf(first) })
    expect(issued(second).accessKeyId).not.toBe(issued(first).accessKeyId)
    const old = issued(first)
    const stale = plane.clients({ ...old, sessionToken: old.token })
    await expect(stale.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    })
  })

  test('are none without a profile, and none when the profile is deleted', async () => {
    const { iam, ec2 } = plane.admin
    const { instanceId } = await plane.host()
    expect(hostOf(instanceId).instanceProfile).toBeUndefined()
    const { IamInstanceProfile } = await makeInstanceProfile(plane.admin, 'Web')
    await ec2.send(new AssociateIamInstanceProfileCommand({ InstanceId: instanceId, IamInstanceProfile }))
    await expect.poll(() => hostOf(instanceId).instanceProfile?.arn).toMatch(/:instance-profile\/Web$/)
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: 'Web', RoleName: 'Web' }))
    await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: 'Web' }))
    await expect.poll(() => hostOf(instanceId).instanceProfile).toBeUndefined()
    expect((await hostOf(instanceId).profileCredentials('2.0')).code).toBe('AssumeRoleUnauthorizedAccess')
  })
})

function roleIdOf(credentials: ImdsCredentials): string {
  const subject = sessionOf(credentials)
  if (subject.kind !== 'role') throw new Error('these are no role’s credentials')
  return subject.roleId
}
