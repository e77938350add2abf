import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  type DescribeIamInstanceProfileAssociationsCommandInput,
  DisassociateIamInstanceProfileCommand,
  ReplaceIamInstanceProfileAssociationCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowing } from '../ssm/denial.ts'
import { ec2Denial, findInstance, runningHosts, unknownInstanceId } from './launching.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  for (const name of ['Web', 'Db']) await makeInstanceProfile(plane.admin, name)
})
afterAll(() => plane.close())

async function associate(InstanceId: string, Name: string, { ec2 }: TestClients = plane.admin) {
  const input = { InstanceId, IamInstanceProfile: { Name } }
  return (await ec2.send(new AssociateIamInstanceProfileCommand(input))).IamInstanceProfileAssociation!
}
async function replace(AssociationId: string, Name: string, { ec2 }: TestClients = plane.admin) {
  const input = { AssociationId, IamInstanceProfile: { Name } }
  return (await ec2.send(new ReplaceIamInstanceProfileAssociationCommand(input))).IamInstanceProfileAssociation!
}
async function disassociate(AssociationId: string, { ec2 }: TestClients = plane.admin) {
  return (await ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }))).IamInstanceProfileAssociation!
}
async function list(
  input: DescribeIamInstanceProfileAssociationsCommandInput = {},
  { ec2 }: TestClients = plane.admin,
) {
  return (await ec2.send(new DescribeIamInstanceProfileAssociationsCommand(input))).IamInstanceProfileAssociations!
}

const arnOf = (name: string) => `arn:aws:iam::${plane.accountId}:instance-profile/${name}`
const roleNameOn = (id: string) => plane.running.app.metadata.findById(id)!.instanceProfile?.roleName
const instanceArn = (id: string) => `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/${id}`
const noSuchAssociation = (id: string) => ({
  code: 'NoSuchAssociation',
  status: 400,
  message: `An invalid association-id of '${id}' was given`,
})

test('a profile is given to a running instance, replaced and taken away, and its credentials follow', async () => {
  const agent = await plane.host()
  const { instanceId } = agent
  const given = await associate(instanceId, 'Web')
  expect(given).toEqual({
    AssociationId: expect.stringMatching(/^iip-assoc-0[0-9a-f]{16}$/),
    InstanceId: instanceId,
    IamInstanceProfile: { Arn: arnOf('Web'), Id: expect.stringMatching(/^AIPA/) },
    State: 'associating',
    Timestamp: expect.any(Date),
  })
  expect(await list({ AssociationIds: [given.AssociationId!] })).toEqual([{ ...given, State: 'associated' }])
  expect((await findInstance(plane.admin, instanceId)).IamInstanceProfile!.Arn).toBe(arnOf('Web'))
  await expect.poll(() => roleNameOn(instanceId)).toBe('Web')
  const asWeb = await agent.profile()

  const replaced = await replace(given.AssociationId!, 'Db')
  expect(replaced).toMatchObject({ IamInstanceProfile: { Arn: arnOf('Db') }, State: 'associating' })
  expect(replaced.AssociationId).not.toBe(given.AssociationId)
  expect(await refusal(replace(given.AssociationId!, 'Web'))).toEqual(noSuchAssociation(given.AssociationId!))
  await expect.poll(() => roleNameOn(instanceId)).toBe('Db')
  expect((await agent.profile()).accessKeyId).not.toBe(asWeb.accessKeyId)

  const taken = await disassociate(replaced.AssociationId!)
  expect(taken).toEqual({ ...replaced, State: 'disassociating' })
  expect(await list({ AssociationIds: [replaced.AssociationId!] })).toEqual([])
  expect((await findInstance(plane.admin, instanceId)).IamInstanceProfile).toBeUndefined()
  await expect.poll(() => roleNameOn(instanceId)).toBeUndefined()
  await expect(agent.profile()).rejects.toThrow('no credentials')
})

test('a policy that forbids a profile forbids to give it, whatever the instance', async () => {
  const ids = await runningHosts(plane, 2)
  const { AssociationId } = await associate(ids[1]!, 'Web')
  const user = await plane.user('no-db', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['ec2:*', 'iam:PassRole'], Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'ec2:*IamInstanceProfile*',
        Resource: '*',
        Condition: { ArnEquals: { 'ec2:NewInstanceProfile': arnOf('Db') } },
      },
    ],
  })
  expect((await refusal(associate(ids[0]!, 'Db', user))).code).toBe('UnauthorizedOperation')
  expect((await refusal(replace(AssociationId!, 'Db', user))).code).toBe('UnauthorizedOperation')
  expect((await associate(ids[0]!, 'Web', user)).InstanceId).toBe(ids[0])
})

describe('associations', () => {
  test('are one an instance, also for calls at the same time', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const outcomes = await Promise.allSettled([associate(id, 'Web'), associate(id, 'Db')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await refusal(associate(id, 'Web'))).toEqual({
      code: 'IncorrectState',
      status: 400,
      message: `There is an existing association for instance ${id}`,
    })
  })

  test('are found by instance and state, and paged', async () => {
    const ids = await runningHosts(plane, 6)
    for (const id of ids) await associate(id, 'Web')
    const byInstance = await list({ Filters: [{ Name: 'instance-id', Values: ids }] })
    expect(byInstance.map(({ InstanceId }) => InstanceId!).sort()).toEqual(ids)
    expect(await list({ Filters: [{ Name: 'state', Values: ['disassociated'] }] })).toEqual([])
    expect((await refusal(list({ Filters: [{ Name: 'colour', Values: ['red'] }] }))).code).toBe('InvalidParameterValue')
    const all = (await list()).map(({ AssociationId }) => AssociationId)
    const found: (string | undefined)[] = []
    for (let NextToken: string | undefined; ;) {
      const page = await plane.admin.ec2.send(
        new DescribeIamInstanceProfileAssociationsCommand({ MaxResults: 5, NextToken }),
      )
      found.push(...page.IamInstanceProfileAssociations!.map(({ AssociationId }) => AssociationId))
      NextToken = page.NextToken
      if (NextToken === undefined) break
    }
    expect(found).toEqual(all)
  })

  test('end with their instance', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const { AssociationId } = await associate(id, 'Web')
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
    await plane.running.app.instances.idle()
    expect(await list({ AssociationIds: [AssociationId!] })).toEqual([])
    const [bare] = (await runningHosts(plane)) as [string]
    await plane.admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [bare] }))
    expect((await refusal(associate(bare, 'Web'))).code).toBe('IncorrectInstanceState')
    expect((await refusal(disassociate(AssociationId!))).code).toBe('IncorrectInstanceState')
  })

  test('of instances, profiles and ids that are not there are refused', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    expect((await refusal(associate(unknownInstanceId, 'Web'))).code).toBe('InvalidInstanceID.NotFound')
    expect((await refusal(associate('i-xyz', 'Web'))).code).toBe('InvalidInstanceID.Malformed')
    expect((await refusal(associate(id, 'Nobody'))).code).toBe('InvalidParameterValue')
    for (const unknown of ['iip-assoc-0123456789abcdef0', 'x', '*']) {
      expect(await refusal(disassociate(unknown))).toEqual(noSuchAssociation(unknown))
      expect(await refusal(replace(unknown, 'Web'))).toEqual(noSuchAssociation(unknown))
    }
  })

  test('of another account are neither seen nor changed', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const { AssociationId } = await associate(id, 'Web')
    const other = await plane.account('other')
    await makeInstanceProfile(other, 'Web')
    expect(await list({}, other)).toEqual([])
    expect(await refusal(disassociate(AssociationId!, other))).toEqual(noSuchAssociation(AssociationId!))
    expect((await refusal(associate(id, 'Web', other))).code).toBe('InvalidInstanceID.NotFound')
    expect((await list({ AssociationIds: [AssociationId!] })).length).toBe(1)
  })
})

describe('policies', () => {
  test('giving and replacing take leave to pass the role', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const user = await plane.user('giver', allowing('ec2:*'))
    const role = (name: string) => `arn:aws:iam::${plane.accountId}:role/${name}`
    expect(await refusal(associate(id, 'Web', user))).toEqual(ec2Denial(plane, 'giver', 'iam:PassRole', role('Web')))
    const { AssociationId } = await associate(id, 'Web')
    expect(await refusal(replace(AssociationId!, 'Db', user))).toEqual(
      ec2Denial(plane, 'giver', 'iam:PassRole', role('Db')),
    )
    expect((await disassociate(AssociationId!, user)).State).toBe('disassociating')
  })

  test('a user whom nothing allows it is refused', async () => {
    const [id] = (await runningHosts(plane)) as [string]
    const { AssociationId } = await associate(id, 'Web')
    const nobody = await plane.user('nobody')
    const denied = (action: string, resource?: string) => ec2Denial(plane, 'nobody', `ec2:${action}`, resource)
    expect(await refusal(associate(id, 'Web', nobody))).toEqual(denied('AssociateIamInstanceProfile', instanceArn(id)))
    expect(await refusal(replace(AssociationId!, 'Db', nobody))).toEqual(
      denied('ReplaceIamInstanceProfileAssociation', instanceArn(id)),
    )
    expect(await refusal(disassociate(AssociationId!, nobody))).toEqual(
      denied('DisassociateIamInstanceProfile', instanceArn(id)),
    )
    expect(await refusal(list({}, nobody))).toEqual(denied('DescribeIamInstanceProfileAssociations'))
  })
})
