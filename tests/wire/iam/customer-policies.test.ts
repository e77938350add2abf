import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteUserPermissionsBoundaryCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  PutUserPermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const documentOf = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const getUser = documentOf(allow('iam:GetUser'))
const nothing = documentOf(allow('iam:ListUsers'))

async function makePolicy(PolicyName: string, PolicyDocument = getUser, more = {}): Promise<string> {
  const { Policy } = await plane.iam().send(new CreatePolicyCommand({ PolicyName, PolicyDocument, ...more }))
  return Policy!.Arn!
}

test('a policy is made, shown with its document and tags, and listed', async () => {
  const iam = plane.iam()
  const Tags = [{ Key: 'Team', Value: 'ops' }]
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'Look',
      Path: '/own/',
      Description: 'to look',
      PolicyDocument: getUser,
      Tags,
    }),
  )
  const PolicyArn = `arn:aws:iam::${plane.accountId}:policy/own/Look`
  const told = {
    PolicyName: 'Look',
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    Arn: PolicyArn,
    Path: '/own/',
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: expect.any(Date),
    UpdateDate: expect.any(Date),
  }
  expect(Policy).toEqual({ ...told, Tags })
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toEqual({
    ...told,
    Description: 'to look',
    Tags,
  })
  expect((await iam.send(new ListPoliciesCommand({ Scope: 'Local', PathPrefix: '/own/' }))).Policies).toEqual([told])
  expect((await iam.send(new ListPoliciesCommand({ Scope: 'AWS', PathPrefix: '/own/' }))).Policies).toEqual([])
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
  expect(decodeURIComponent(PolicyVersion!.Document!)).toBe(getUser)
  expect(PolicyVersion).toMatchObject({ VersionId: 'v1', IsDefaultVersion: true })
})

test('an attached policy counts, the version in force alone, from the next call on', async () => {
  const iam = plane.iam()
  const keys = await plane.userWith('reader')
  const look = () => plane.iam(keys).send(new GetUserCommand({}))
  const PolicyArn = await makePolicy('Versioned', nothing)
  await iam.send(new AttachUserPolicyCommand({ UserName: 'reader', PolicyArn }))
  expect((await refusal(look())).code).toBe('AccessDenied')

  const second = await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: getUser }))
  expect(second.PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: false })
  expect((await refusal(look())).code).toBe('AccessDenied')
  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  await look()
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: nothing, SetAsDefault: true }))
  expect((await refusal(look())).code).toBe('AccessDenied')
  const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))
  expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
    ['v3', true],
    ['v2', false],
    ['v1', false],
  ])
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({ DefaultVersionId: 'v3' })
})

test('there are five versions at most, and numbers are not used again', async () => {
  const iam = plane.iam()
  const PolicyArn = await makePolicy('Full')
  const add = () => iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: nothing }))
  for (let i = 0; i < 4; i++) await add()
  expect(await refusal(add())).toMatchObject({
    code: 'LimitExceeded',
    status: 409,
    message:
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  })
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v5' }))
  expect((await add()).PolicyVersion?.VersionId).toBe('v6')
  const last = refusal(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })))
  expect(await last).toMatchObject({
    code: 'DeleteConflict',
    message: 'Cannot delete the default version of a policy.',
  })
  for (const command of [DeletePolicyVersionCommand, SetDefaultPolicyVersionCommand]) {
    const missing = refusal(iam.send(new command({ PolicyArn, VersionId: 'v5' })))
    expect(await missing).toMatchObject({ code: 'NoSuchEntity', message: 'Policy version v5 was not found.' })
  }
})

test('a policy that is in use, or has several versions, is not deleted', async () => {
  const iam = plane.iam()
  const PolicyArn = await makePolicy('Used')
  await iam.send(new CreateUserCommand({ UserName: 'user-of-it' }))
  const attachment = { UserName: 'user-of-it', PolicyArn }
  await iam.send(new AttachUserPolicyCommand(attachment))
  const remove = () => iam.send(new DeletePolicyCommand({ PolicyArn }))
  const inUse = { code: 'DeleteConflict', status: 409, message: 'Cannot delete a policy attached to entities.' }
  expect(await refusal(remove())).toMatchObject(inUse)
  await iam.send(new DetachUserPolicyCommand(attachment))
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'user-of-it', PermissionsBoundary: PolicyArn }))
  expect(await refusal(remove())).toMatchObject(inUse)
  await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'user-of-it' }))
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: nothing }))
  expect((await refusal(remove())).message).toMatch(/^This policy has more than one version\./)
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  await remove()
  expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn })))).toMatchObject({
    code: 'NoSuchEntity',
    message: `Policy ${PolicyArn} was not found.`,
  })
})

test('users, groups and roles that have it are told', async () => {
  const iam = plane.iam()
  const PolicyArn = await makePolicy('Shared')
  await iam.send(new CreateUserCommand({ UserName: 'holder' }))
  await iam.send(new CreateGroupCommand({ GroupName: 'holder' }))
  await iam.send(
    new CreateRoleCommand({ RoleName: 'holder', AssumeRolePolicyDocument: trusting({ Service: 'ssm.amazonaws.com' }) }),
  )
  await iam.send(new AttachUserPolicyCommand({ UserName: 'holder', PolicyArn }))
  await iam.send(new AttachGroupPolicyCommand({ GroupName: 'holder', PolicyArn }))
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'holder', PolicyArn }))
  expect(await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }))).toMatchObject({
    PolicyUsers: [{ UserName: 'holder' }],
    PolicyGroups: [{ GroupName: 'holder' }],
    PolicyRoles: [{ RoleName: 'holder' }],
  })
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(3)
})

test('a policy narrows a session by its ARN, if the account has it', async () => {
  const iam = plane.iam()
  const PolicyArn = await makePolicy('Narrow', getUser)
  const AssumeRolePolicyDocument = trusting({ AWS: plane.accountId })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'wide', AssumeRolePolicyDocument }))
  await iam.send(
    new AttachRolePolicyCommand({ RoleName: 'wide', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  )
  const assume = (arn: string) =>
    plane.sts().send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'narrow', PolicyArns: [{ arn }] }))
  const { Credentials } = await assume(PolicyArn)
  const session = plane.iam({
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  })
  await session.send(new GetUserCommand({ UserName: 'admin' }))
  const denied = refusal(session.send(new ListPoliciesCommand({})))
  expect((await denied).message).toContain('because no session policy allows the iam:ListPolicies action')
  const theirs = `arn:aws:iam::${plane.other.accountId}:policy/Narrow`
  expect((await refusal(assume(theirs))).code).toBe('ValidationError')
})

test('bad documents, sizes and names are refused', async () => {
  const iam = plane.iam()
  const create = (PolicyName: string, PolicyDocument: string) =>
    refusal(iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument })))
  expect(await create('Bad', '{"Version":"2012-10-17"}')).toMatchObject({
    code: 'MalformedPolicyDocument',
    status: 400,
  })
  const large = documentOf(allow(Array.from({ length: 300 }, (_, i) => `ssm:AnActionWithALongName${i}`)))
  expect(await create('Large', large)).toMatchObject({
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for PolicySize: 6144',
  })
  const PolicyArn = await makePolicy('Taken')
  expect(await create('TAKEN', getUser)).toMatchObject({
    code: 'EntityAlreadyExists',
    status: 409,
    message: 'A policy called TAKEN already exists. Duplicate names are not allowed.',
  })
  const version = new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: '[]' })
  expect((await refusal(iam.send(version))).code).toBe('MalformedPolicyDocument')
})

test('tags are put, listed and taken away', async () => {
  const iam = plane.iam()
  const PolicyArn = await makePolicy('Tagged')
  await iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'a', Value: '1' }] }))
  await iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'A', Value: '2' }] }))
  expect((await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([{ Key: 'A', Value: '2' }])
  await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] }))
  expect((await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([])
})

describe("AWS's own policies", () => {
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'

  test.each([
    ['DeletePolicy', new DeletePolicyCommand({ PolicyArn })],
    ['CreatePolicyVersion', new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: getUser })],
    ['DeletePolicyVersion', new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })],
    ['SetDefaultPolicyVersion', new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })],
    ['TagPolicy', new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] })],
    ['UntagPolicy', new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] })],
  ])('are changed by nobody: %s', async (name, command) => {
    const call = plane.iam().send(command as DeletePolicyCommand)
    expect(await refusal(call)).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${plane.accountId}:user/admin is not authorized to perform: iam:${name} on resource: policy ${PolicyArn}`,
    })
  })
})

test("another account's policy is not there, and cannot be attached", async () => {
  const iam = plane.iam()
  const PolicyArn = await makePolicy('Private')
  const theirs = plane.iam(plane.other.admin)
  expect((await refusal(theirs.send(new GetPolicyCommand({ PolicyArn })))).code).toBe('NoSuchEntity')
  const attach = theirs.send(new AttachUserPolicyCommand({ UserName: 'admin', PolicyArn }))
  expect((await refusal(attach)).message).toBe(`Policy ${PolicyArn} does not exist or is not attachable.`)
  const wrongPath = PolicyArn.replace('policy/', 'policy/wrong/')
  expect((await refusal(iam.send(new GetPolicyCommand({ PolicyArn: wrongPath })))).code).toBe('NoSuchEntity')
})
