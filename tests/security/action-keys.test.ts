// Condition keys that belong to an action, or to what it is done to: there with true values, and no other.
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam'
import {
  AddTagsToResourceCommand,
  CreateActivationCommand,
  CreateDocumentCommand,
  GetDocumentCommand,
  GetParametersByPathCommand,
  RemoveTagsFromResourceCommand,
  StartSessionCommand,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { DescribeImagesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  enableHostManagement,
  hostManagementValue,
  makeHostManagementRole,
  trustPolicyFor,
} from '@hostler/testkit/default-host-management'
import { makeInstanceProfile } from '@hostler/testkit/instance-profile'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keysSeen, probe } from './keys-seen.ts'

const keys = [
  'iam:PolicyARN',
  'iam:PermissionsBoundary',
  'iam:AWSServiceName',
  'iam:PassedToService',
  'iam:AssociatedResourceArn',
  'iam:ResourceTag/team',
  'aws:ResourceTag/team',
  'aws:RequestTag/team',
  'aws:TagKeys',
  'sts:RoleSessionName',
  'sts:SourceIdentity',
  'sts:TransitiveTagKeys',
  'ssm:resourceTag/team',
  'ssm:SessionDocumentAccessCheck',
  'ssm:DocumentType',
  'ssm:Recursive',
  'ssm:resourceTag/aws:ssmmessages:session-id',
  'ssm:resourceTag/aws:ssmmessages:target-id',
]
const boundary = 'arn:aws:iam::aws:policy/SecurityAudit'
const Tags = [{ Key: 'team', Value: 'blue' }]

let plane: TestPlane
let user: TestClients
beforeAll(async () => {
  plane = await startTestPlane()
  user = await plane.user('ada')
  const PolicyDocument = JSON.stringify(probe(keys))
  const { Policy } = await plane.admin.iam.send(new CreatePolicyCommand({ PolicyName: 'probe', PolicyDocument }))
  await plane.admin.iam.send(new AttachUserPolicyCommand({ UserName: 'ada', PolicyArn: Policy!.Arn }))
})
afterAll(() => plane.close())

const seen = (action: string) => keysSeen(plane, action)

describe('iam', () => {
  const role = { RoleName: 'reader' }
  const tagged = { 'iam:resourcetag/team': 'blue', 'aws:resourcetag/team': 'blue' }
  const requested = { 'aws:requesttag/team': 'blue', 'aws:tagkeys': ['team'] }
  const AssumeRolePolicyDocument = trustPolicyFor('ec2.amazonaws.com')

  test('a role is made: its boundary and tags are asked about, also for tagging', async () => {
    await user.iam.send(
      new CreateRoleCommand({ ...role, AssumeRolePolicyDocument, PermissionsBoundary: boundary, Tags }),
    )
    expect(await seen('iam:CreateRole')).toEqual({ 'iam:permissionsboundary': boundary, ...requested })
    expect(await seen('iam:TagRole')).toEqual({ 'iam:permissionsboundary': boundary, ...requested })
    await user.iam.send(new GetRoleCommand(role))
    expect(await seen('iam:GetRole')).toEqual(tagged)
  })

  test('policies of a role change: its boundary, and which policy', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess'
    await user.iam.send(new AttachRolePolicyCommand({ ...role, PolicyArn }))
    const bound = { ...tagged, 'iam:permissionsboundary': boundary }
    expect(await seen('iam:AttachRolePolicy')).toEqual({ ...bound, 'iam:policyarn': PolicyArn })
    const PolicyDocument = JSON.stringify(probe([]))
    await user.iam.send(new PutRolePolicyCommand({ ...role, PolicyName: 'inline', PolicyDocument }))
    expect(await seen('iam:PutRolePolicy')).toEqual(bound)
  })

  test('a boundary is put: the new one; it is taken away: the one that stands', async () => {
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess'
    await user.iam.send(new PutRolePermissionsBoundaryCommand({ ...role, PermissionsBoundary }))
    const put = { ...tagged, 'iam:permissionsboundary': PermissionsBoundary }
    expect(await seen('iam:PutRolePermissionsBoundary')).toEqual(put)
    await user.iam.send(new DeleteRolePermissionsBoundaryCommand(role))
    expect(await seen('iam:DeleteRolePermissionsBoundary')).toEqual(put)
  })

  test('tags come and go', async () => {
    await user.iam.send(new TagRoleCommand({ ...role, Tags: [{ Key: 'team', Value: 'red' }] }))
    expect(await seen('iam:TagRole')).toEqual({ ...tagged, ...requested, 'aws:requesttag/team': 'red' })
    await user.iam.send(new UntagRoleCommand({ ...role, TagKeys: ['team'] }))
    const red = { 'iam:resourcetag/team': 'red', 'aws:resourcetag/team': 'red' }
    expect(await seen('iam:UntagRole')).toEqual({ ...red, 'aws:tagkeys': ['team'] })
  })

  test('a service-linked role names its service', async () => {
    await user.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ssm.amazonaws.com' }))
    expect(await seen('iam:CreateServiceLinkedRole')).toEqual({ 'iam:awsservicename': 'ssm.amazonaws.com' })
  })
})

describe('iam:PassRole tells to whom, and for what', () => {
  test('an instance that is to run', async () => {
    const profile = await makeInstanceProfile(plane.admin, 'worker', 'ssm:*')
    const { Images } = await plane.admin.ec2.send(new DescribeImagesCommand({}))
    await user.ec2.send(new RunInstancesCommand({ ImageId: Images![0]!.ImageId, MinCount: 1, MaxCount: 1, ...profile }))
    expect(await seen('iam:PassRole')).toEqual({
      'iam:passedtoservice': 'ec2.amazonaws.com',
      'iam:associatedresourcearn': `arn:aws:ec2:${testRegion}:${plane.accountId}:instance/*`,
    })
    await plane.running.app.instances.idle()
  })

  test('Default Host Management, and an activation', async () => {
    await makeHostManagementRole(plane.admin)
    await enableHostManagement(user)
    expect(await seen('iam:PassRole')).toMatchObject({ 'iam:passedtoservice': 'ssm.amazonaws.com' })
    await user.ssm.send(new CreateActivationCommand({ IamRole: hostManagementValue }))
    expect(await seen('iam:PassRole')).toMatchObject({ 'iam:passedtoservice': 'ssm.amazonaws.com' })
  })
})

test('sts: a session says its name, its tags and whom it stands for', async () => {
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { AWS: plane.accountId },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    },
  ]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const RoleArn = `arn:aws:iam::${plane.accountId}:role/ops`
  await plane.admin.iam.send(new CreateRoleCommand({ RoleName: 'ops', AssumeRolePolicyDocument, Tags }))
  const session = { RoleArn, RoleSessionName: 'visit', SourceIdentity: 'ada', TransitiveTagKeys: ['team'] }
  await user.sts.send(new AssumeRoleCommand({ ...session, Tags: [{ Key: 'team', Value: 'red' }] }))
  for (const action of ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']) {
    expect(await seen(action), action).toEqual({
      'iam:resourcetag/team': 'blue',
      'aws:resourcetag/team': 'blue',
      'aws:requesttag/team': 'red',
      'aws:tagkeys': ['team'],
      'sts:rolesessionname': 'visit',
      'sts:sourceidentity': 'ada',
      'sts:transitivetagkeys': ['team'],
    })
  }
})

describe('ssm', () => {
  const tagged = { 'ssm:resourcetag/team': 'blue', 'aws:resourcetag/team': 'blue' }

  test('a document: its type and tags', async () => {
    const content = { schemaVersion: '1.0', description: 'd', sessionType: 'Standard_Stream', inputs: {} }
    const Content = JSON.stringify(content)
    await user.ssm.send(new CreateDocumentCommand({ Name: 'own', Content, DocumentType: 'Session', Tags }))
    const type = { 'ssm:documenttype': 'Session' }
    const requested = { ...type, 'aws:requesttag/team': 'blue', 'aws:tagkeys': ['team'] }
    expect(await seen('ssm:CreateDocument')).toEqual(requested)
    expect(await seen('ssm:AddTagsToResource')).toEqual(requested)
    await user.ssm.send(new GetDocumentCommand({ Name: 'own' }))
    expect(await seen('ssm:GetDocument')).toEqual({ ...type, ...tagged })
  })

  test('parameters below a path: whether all of them', async () => {
    for (const Recursive of [true, false, undefined]) {
      await user.ssm.send(new GetParametersByPathCommand({ Path: '/aws/service/ami-amazon-linux-latest', Recursive }))
      const expected = { 'ssm:recursive': String(Recursive ?? false) }
      expect(await seen('ssm:GetParametersByPath')).toEqual(expected)
    }
  })

  test('a node and sessions on it: tags, whether its document may be used, and whose session it is', async () => {
    const agent = await plane.host()
    const credentials = await agent.join()
    await agent.ping(credentials)
    const { socket } = await openControlChannel(agent, credentials)
    const target = { ResourceType: 'ManagedInstance', ResourceId: agent.instanceId } as const
    await user.ssm.send(new AddTagsToResourceCommand({ ...target, Tags }))
    expect(await seen('ssm:AddTagsToResource')).toEqual({ 'aws:requesttag/team': 'blue', 'aws:tagkeys': ['team'] })
    const { SessionId } = await user.ssm.send(new StartSessionCommand({ Target: agent.instanceId }))
    expect(await seen('ssm:StartSession')).toEqual({ ...tagged, 'ssm:sessiondocumentaccesscheck': 'true' })
    await user.ssm.send(new TerminateSessionCommand({ SessionId }))
    expect(await seen('ssm:TerminateSession')).toEqual({
      'ssm:resourcetag/aws:ssmmessages:session-id': expect.stringMatching(/^AIDA/),
      'ssm:resourcetag/aws:ssmmessages:target-id': agent.instanceId,
    })
    await user.ssm.send(new RemoveTagsFromResourceCommand({ ...target, TagKeys: ['team'] }))
    expect(await seen('ssm:RemoveTagsFromResource')).toEqual({ ...tagged, 'aws:tagkeys': ['team'] })
    socket.close()
  })
})
