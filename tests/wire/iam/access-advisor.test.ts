import {
  AttachUserPolicyCommand,
  CreateRoleCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsCommandOutput,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  ListPoliciesGrantingServiceAccessCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import { GetServiceSettingCommand, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const allow = (...Action: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
})
const readOnly = 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'
const setting = { SettingId: '/ssm/automation/customer-script-log-group-name' }

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const userArn = (name: string) => `arn:aws:iam::${plane.accountId}:user/${name}`

async function generate(Arn: string, Granularity?: 'ACTION_LEVEL', as = plane.admin): Promise<string> {
  const { JobId } = await as.iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity }))
  return JobId!
}

async function details(JobId: string, as = plane.admin): Promise<GetServiceLastAccessedDetailsCommandOutput> {
  return as.iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }))
}

async function used(arn: string, namespace: string) {
  const { ServicesLastAccessed } = await details(await generate(arn))
  return ServicesLastAccessed!.find(({ ServiceNamespace }) => ServiceNamespace === namespace)
}

describe('a report of last use', () => {
  test('has every service that is granted, used or not, with its name', async () => {
    const dan = await plane.user('dan', allow('ssm:Get*', 'ds:*', 'ec2:DescribeInstances'))
    await dan.ssm.send(new GetServiceSettingCommand(setting))
    const output = await details(await generate(userArn('dan')))
    expect(output).toMatchObject({ JobStatus: 'COMPLETED', JobType: 'SERVICE_LEVEL', IsTruncated: false })
    expect(output.JobCreationDate!.getTime()).toBeLessThanOrEqual(plane.clock.now().getTime())
    expect(output.ServicesLastAccessed).toEqual([
      { ServiceName: 'AWS Directory Service', ServiceNamespace: 'ds', TotalAuthenticatedEntities: 0 },
      { ServiceName: 'Amazon EC2', ServiceNamespace: 'ec2', TotalAuthenticatedEntities: 0 },
      {
        ServiceName: 'AWS Systems Manager',
        ServiceNamespace: 'ssm',
        LastAuthenticated: expect.any(Date),
        LastAuthenticatedEntity: userArn('dan'),
        LastAuthenticatedRegion: testRegion,
        TotalAuthenticatedEntities: 1,
      },
    ])
  })

  test('counts attempts that were denied, and tells the last region', async () => {
    const eve = await plane.user('eve', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'ssm:*', Resource: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*' },
      ],
    })
    expect(await used(userArn('eve'), 'ssm')).not.toHaveProperty('LastAuthenticated')
    const elsewhere = eve.inRegion('eu-west-1')
    await refusal(elsewhere.ssm.send(new GetServiceSettingCommand(setting)))
    expect(await used(userArn('eve'), 'ssm')).toMatchObject({
      LastAuthenticatedRegion: 'eu-west-1',
      TotalAuthenticatedEntities: 1,
    })
    elsewhere.destroy()
  })

  test('grants that name everything, or all but something, list services by what they leave', async () => {
    await plane.user('all', allow('*'))
    const { ServicesLastAccessed } = await details(await generate(userArn('all')))
    expect(ServicesLastAccessed).toHaveLength(100)
    await plane.user('most', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', NotAction: ['iam:*', 'sts:Get*'], Resource: '*' }],
    })
    expect(await used(userArn('most'), 'iam')).toBeUndefined()
    const names: string[] = []
    const JobId = await generate(userArn('most'))
    for (let Marker: string | undefined = ''; Marker !== undefined;) {
      const page: GetServiceLastAccessedDetailsCommandOutput = await plane.admin.iam.send(
        new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 90, ...(Marker && { Marker }) }),
      )
      names.push(...page.ServicesLastAccessed!.map(({ ServiceNamespace }) => ServiceNamespace!))
      Marker = page.Marker
    }
    expect(names).toEqual([...new Set(names)].sort())
    expect(names).toEqual(expect.arrayContaining(['sts', 'ssm', 's3']))
    expect(names.length).toBeGreaterThan(300)
  })

  test('goes down to actions where it is asked to, without passing of roles', async () => {
    const kim = await plane.user('kim', allow('ssm:Get*', 'ssm:UpdateServiceSetting', 'iam:PassRole', 'sqs:*'))
    await kim.ssm.send(new UpdateServiceSettingCommand({ ...setting, SettingValue: '/k' }))
    const { ServicesLastAccessed, JobType } = await details(await generate(userArn('kim'), 'ACTION_LEVEL'))
    expect(JobType).toBe('ACTION_LEVEL')
    const actionsOf = (namespace: string) =>
      ServicesLastAccessed!.find(({ ServiceNamespace }) => ServiceNamespace === namespace)!.TrackedActionsLastAccessed
    const actions = actionsOf('ssm')!
    expect(actions.every(({ ActionName }) => /^Get|^UpdateServiceSetting$/.test(ActionName!))).toBe(true)
    expect(actions.filter(({ LastAccessedTime }) => LastAccessedTime)).toEqual([
      {
        ActionName: 'UpdateServiceSetting',
        LastAccessedEntity: userArn('kim'),
        LastAccessedTime: expect.any(Date),
        LastAccessedRegion: testRegion,
      },
    ])
    expect([actionsOf('iam'), actionsOf('sqs')]).toEqual([undefined, undefined])
  })

  test('is of a role for all its sessions', async () => {
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: plane.accountId }, Action: 'sts:AssumeRole' }],
    }
    const { Role } = await plane.admin.iam.send(
      new CreateRoleCommand({ RoleName: 'ops', AssumeRolePolicyDocument: JSON.stringify(trust) }),
    )
    await plane.admin.iam.send(
      new PutRolePolicyCommand({
        RoleName: 'ops',
        PolicyName: 'p',
        PolicyDocument: JSON.stringify(allow('ec2:*', 'iam:Gen*', 'iam:Get*')),
      }),
    )
    const as = async (RoleSessionName: string) => {
      const { Credentials } = await plane.admin.sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName }))
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
      return plane.clients({
        accessKeyId: AccessKeyId!,
        secretAccessKey: SecretAccessKey!,
        sessionToken: SessionToken!,
      })
    }
    const ada = await as('ada')
    await ada.ec2.send(new DescribeInstancesCommand({}))
    expect(await used(Role!.Arn!, 'ec2')).toMatchObject({ LastAuthenticatedEntity: Role!.Arn })
    const JobId = await generate(Role!.Arn!, undefined, ada)
    expect(await details(JobId, ada)).toMatchObject({ JobStatus: 'COMPLETED' })
    for (const stranger of [await as('bob'), plane.admin]) {
      expect(await refusal(details(JobId, stranger))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
    }
  })

  test('of a policy has whoever it is attached to, those who used it first', async () => {
    const names = ['p1', 'p2', 'p3']
    const users = await Promise.all(names.map(name => plane.user(name)))
    for (const UserName of names) {
      await plane.admin.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: readOnly }))
    }
    for (const user of [users[2]!, users[1]!]) {
      await plane.clock.advance({ seconds: 2 })
      await user.ssm.send(new GetServiceSettingCommand(setting))
    }
    expect(await used(readOnly, 'ssm')).toMatchObject({
      TotalAuthenticatedEntities: 2,
      LastAuthenticatedEntity: userArn('p2'),
    })
    const input = { JobId: await generate(readOnly), ServiceNamespace: 'ssm', MaxItems: 2 }
    const first = await plane.admin.iam.send(new GetServiceLastAccessedDetailsWithEntitiesCommand(input))
    const second = await plane.admin.iam.send(
      new GetServiceLastAccessedDetailsWithEntitiesCommand({ ...input, Marker: first.Marker }),
    )
    const entities = [...first.EntityDetailsList!, ...second.EntityDetailsList!]
    expect(
      entities.map(({ EntityInfo, LastAuthenticated }) => [EntityInfo!.Name, LastAuthenticated !== undefined]),
    ).toEqual([
      ['p2', true],
      ['p3', true],
      ['p1', false],
    ])
    expect(entities[0]!.EntityInfo).toMatchObject({
      Arn: userArn('p2'),
      Type: 'USER',
      Path: '/',
      Id: expect.stringMatching(/^AIDA/),
    })
    const wrong = new GetServiceLastAccessedDetailsWithEntitiesCommand({ ...input, ServiceNamespace: 's3' })
    expect(await refusal(plane.admin.iam.send(wrong))).toMatchObject({ code: 'InvalidInput', status: 400 })
  })

  test('survives a restart', async () => {
    const ron = await plane.user('ron', allow('ssm:*', 'ec2:*'))
    await ron.ssm.send(new GetServiceSettingCommand(setting))
    await plane.restart()
    const before = await used(userArn('ron'), 'ssm')
    expect(before).toMatchObject({ LastAuthenticatedEntity: userArn('ron') })
    await plane.clock.advance({ hours: 399 * 24 })
    await plane.running.app.purgeDecisions()
    expect(await used(userArn('ron'), 'ssm')).toEqual(before)
    await ron.ec2.send(new DescribeInstancesCommand({}))
    await plane.clock.advance({ hours: 48 })
    await plane.running.app.purgeDecisions()
    expect(await used(userArn('ron'), 'ssm')).not.toHaveProperty('LastAuthenticated')
    expect(await used(userArn('ron'), 'ec2')).toHaveProperty('LastAuthenticated')
  })
})

describe('policies that grant access', () => {
  const grants = (Arn: string, ServiceNamespaces: string[], as = plane.admin, Marker?: string) =>
    as.iam.send(new ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces, Marker }))

  test('are told for each service in the order asked, inline ones with their holder', async () => {
    await plane.user('gwen', allow('ssm:*', 'ec2:Describe*'))
    await plane.admin.iam.send(new AttachUserPolicyCommand({ UserName: 'gwen', PolicyArn: readOnly }))
    const { PoliciesGrantingServiceAccess, IsTruncated } = await grants(userArn('gwen'), ['ssm', 's3', 'ec2'])
    const inline = { PolicyName: 'inline', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'gwen' }
    expect(IsTruncated).toBe(false)
    expect(PoliciesGrantingServiceAccess).toEqual([
      {
        ServiceNamespace: 'ssm',
        Policies: [inline, { PolicyName: 'AmazonSSMReadOnlyAccess', PolicyType: 'MANAGED', PolicyArn: readOnly }],
      },
      { ServiceNamespace: 's3', Policies: [] },
      { ServiceNamespace: 'ec2', Policies: [inline] },
    ])
  })

  test('come in pages', async () => {
    await plane.user('many', allow('*'))
    const namespaces = Array.from({ length: 150 }, (_, i) => `service-${i}`)
    const first = await grants(userArn('many'), namespaces)
    const second = await grants(userArn('many'), namespaces, plane.admin, first.Marker)
    const all = [...first.PoliciesGrantingServiceAccess!, ...second.PoliciesGrantingServiceAccess!]
    expect(all.map(({ ServiceNamespace }) => ServiceNamespace)).toEqual(namespaces)
    expect(await refusal(grants(userArn('many'), ['s3'], plane.admin, 'x'))).toMatchObject({ code: 'ValidationError' })
  })

  test('and reports are refused for who does not exist, for what is no ARN, and to whoever may not ask', async () => {
    const nobody = await plane.user('nobody')
    await plane.user('brief')
    const other = await plane.account('other')
    const asks = [
      (arn: string, as?: TestClients) => generate(arn, undefined, as),
      (arn: string, as?: TestClients) => grants(arn, ['ssm'], as),
    ]
    for (const ask of asks) {
      for (const arn of [userArn('missing'), userArn('path/brief'), 'arn:aws:iam::aws:policy/Missing']) {
        expect(await refusal(ask(arn))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
      }
      expect(await refusal(ask(userArn('brief'), other))).toMatchObject({ code: 'NoSuchEntity' })
      expect(await refusal(ask('arn:aws:iam::no:thing/of-that-kind'))).toMatchObject({ code: 'InvalidInput' })
      expect(await refusal(ask(userArn('brief'), nobody))).toMatchObject({ code: 'AccessDenied', status: 403 })
    }
    expect(await refusal(details('00000000-0000-0000-0000-000000000000'))).toMatchObject({ code: 'NoSuchEntity' })
    expect(await refusal(details('00000000-0000-0000-0000-000000000000', nobody))).toMatchObject({
      code: 'AccessDenied',
    })
  })
})
