import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  paginateGetAccountAuthorizationDetails,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, trusting } from './identity-plane.ts'

let plane: IdentityPlane
const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: allow('ssm:GetParameter') })
const readOnly = 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'
const Tags = [{ Key: 'team', Value: 'a' }]
const AssumeRolePolicyDocument = trusting({ Service: 'ec2.amazonaws.com' })

beforeAll(async () => {
  plane = await openIdentityPlane()
  const iam = plane.iam()
  await iam.send(new CreateUserCommand({ UserName: 'ann', Tags, PermissionsBoundary: readOnly }))
  await iam.send(new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'own', PolicyDocument }))
  await iam.send(new CreateGroupCommand({ GroupName: 'team' }))
  await iam.send(new AddUserToGroupCommand({ GroupName: 'team', UserName: 'ann' }))
  await iam.send(new AttachGroupPolicyCommand({ GroupName: 'team', PolicyArn: readOnly }))
  await iam.send(new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument, Tags }))
  await iam.send(new PutRolePolicyCommand({ RoleName: 'web', PolicyName: 'own', PolicyDocument }))
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web' }))
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'web', RoleName: 'web' }))
  await iam.send(new CreatePolicyCommand({ PolicyName: 'mine', PolicyDocument }))
})
afterAll(() => plane.close())

const text = (document: string | undefined) => decodeURIComponent(document ?? '')

test('users, groups, roles and policies are told with all that they may do', async () => {
  const details = await plane.iam().send(new GetAccountAuthorizationDetailsCommand({}))
  const ann = details.UserDetailList!.find(({ UserName }) => UserName === 'ann')!
  expect(ann).toMatchObject({
    Arn: `arn:aws:iam::${plane.accountId}:user/ann`,
    GroupList: ['team'],
    AttachedManagedPolicies: [],
    PermissionsBoundary: { PermissionsBoundaryArn: readOnly },
    Tags,
    UserPolicyList: [{ PolicyName: 'own' }],
  })
  expect(text(ann.UserPolicyList![0]!.PolicyDocument)).toBe(PolicyDocument)
  expect(details.GroupDetailList).toMatchObject([
    { GroupName: 'team', GroupPolicyList: [], AttachedManagedPolicies: [{ PolicyArn: readOnly }] },
  ])
  const [web] = details.RoleDetailList!
  expect(web).toMatchObject({
    RoleName: 'web',
    Tags,
    RolePolicyList: [{ PolicyName: 'own' }],
    InstanceProfileList: [{ InstanceProfileName: 'web' }],
  })
  expect(text(web!.AssumeRolePolicyDocument)).toBe(AssumeRolePolicyDocument)
  expect(details.Policies!.map(({ PolicyName, AttachmentCount }) => [PolicyName, AttachmentCount])).toEqual([
    ['AdministratorAccess', 1],
    ['AmazonSSMReadOnlyAccess', 1],
    ['mine', 0],
  ])
  const mine = details.Policies![2]!
  expect(mine.PolicyVersionList).toMatchObject([{ VersionId: 'v1', IsDefaultVersion: true }])
  expect(text(mine.PolicyVersionList![0]!.Document)).toBe(PolicyDocument)
})

test.each([
  ['User', 'UserDetailList', ['admin', 'ann']],
  ['Group', 'GroupDetailList', ['team']],
  ['Role', 'RoleDetailList', ['web']],
  ['LocalManagedPolicy', 'Policies', ['mine']],
  ['AWSManagedPolicy', 'Policies', ['AdministratorAccess', 'AmazonSSMReadOnlyAccess']],
] as const)('a filter narrows them to %s', async (kind, list, names) => {
  const details = await plane.iam().send(new GetAccountAuthorizationDetailsCommand({ Filter: [kind] }))
  const name = (each: object) => Object.entries(each).find(([key]) => /^(User|Group|Role|Policy)Name$/.test(key))?.[1]
  expect(details[list]!.map(name)).toEqual(names)
  const all = [details.UserDetailList, details.GroupDetailList, details.RoleDetailList, details.Policies].flat()
  expect(all).toHaveLength(names.length)
})

test('pages of any size tell everything once', async () => {
  let count = 0
  for await (const page of paginateGetAccountAuthorizationDetails({ client: plane.iam(), pageSize: 2 }, {})) {
    const lists = [page.UserDetailList, page.GroupDetailList, page.RoleDetailList, page.Policies].flat()
    expect(lists.length).toBeLessThanOrEqual(2)
    count += lists.length
  }
  expect(count).toBe(7)
})

test('another account is told of its own', async () => {
  const details = await plane.iam(plane.other.admin).send(new GetAccountAuthorizationDetailsCommand({}))
  expect(details.UserDetailList!.map(({ UserName }) => UserName)).toEqual(['admin'])
  expect([details.GroupDetailList, details.RoleDetailList].flat()).toEqual([])
})
