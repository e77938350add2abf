import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  type ListPoliciesCommandInput,
  ListPolicyVersionsCommand,
  paginateListEntitiesForPolicy,
  paginateListPolicies,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, retiredPolicy, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const core = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const ssm = trusting({ Service: 'ssm.amazonaws.com' })

test('a managed policy is shown with its real version, document and use', async () => {
  const iam = plane.iam()
  await iam.send(new CreateRoleCommand({ RoleName: 'One', AssumeRolePolicyDocument: ssm }))
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'One', PolicyArn: core }))
  await iam.send(new CreateUserCommand({ UserName: 'bounded', PermissionsBoundary: core }))
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: core }))
  expect(Policy).toMatchObject({
    PolicyName: 'AmazonSSMManagedInstanceCore',
    PolicyId: expect.stringMatching(/^ANPA[A-Z0-9]{17}$/),
    Path: '/',
    DefaultVersionId: 'v2',
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 1,
    IsAttachable: true,
  })
  const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: core, VersionId: 'v2' }))
  expect(JSON.parse(decodeURIComponent(version.PolicyVersion!.Document!)).Statement[0].Action).toContain(
    'ssm:UpdateInstanceInformation',
  )
  const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: core }))
  expect(Versions).toMatchObject([{ VersionId: 'v2', IsDefaultVersion: true }])
})

test('managed policies are listed to the end, by path, by use, and without the retired ones', async () => {
  const names: string[] = []
  for await (const page of paginateListPolicies({ client: plane.iam(), pageSize: 7 }, { Scope: 'AWS' })) {
    names.push(...page.Policies!.map(policy => policy.PolicyName!))
  }
  expect(names).toContain('AmazonSSMManagedEC2InstanceDefaultPolicy')
  expect(names).toHaveLength(new Set(names).size)
  expect(names).not.toContain(retiredPolicy)
  const list = async (input: ListPoliciesCommandInput) =>
    (await plane.iam().send(new ListPoliciesCommand(input))).Policies!.map(policy => policy.PolicyName)
  expect(await list({ PathPrefix: '/service-role/' })).toContain('AmazonEC2RoleforSSM')
  expect(await list({ Scope: 'Local' })).toEqual([])
  await plane.iam().send(new CreateUserCommand({ UserName: 'u', PermissionsBoundary: core }))
  const bounded = await list({ OnlyAttached: true, PolicyUsageFilter: 'PermissionsBoundary' })
  expect(bounded).toEqual(['AmazonSSMManagedInstanceCore'])
})

test('the holders of a policy are listed to the end, and only those of the own account', async () => {
  const iam = plane.iam()
  const PolicyArn = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess'
  for (const RoleName of ['H1', 'H2']) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: ssm }))
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  }
  await iam.send(new CreateUserCommand({ UserName: 'h3' }))
  await iam.send(new AttachUserPolicyCommand({ UserName: 'h3', PolicyArn }))
  const holders: (string | undefined)[] = []
  for await (const page of paginateListEntitiesForPolicy({ client: iam, pageSize: 1 }, { PolicyArn })) {
    holders.push(...page.PolicyUsers!.map(user => user.UserName), ...page.PolicyRoles!.map(role => role.RoleName))
  }
  expect(new Set(holders)).toEqual(new Set(['H1', 'H2', 'h3']))
  expect(holders).toHaveLength(3)
  const users = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, EntityFilter: 'User' }))
  expect(users.PolicyRoles).toEqual([])
  const others = await plane.iam(plane.other.admin).send(new ListEntitiesForPolicyCommand({ PolicyArn }))
  expect([others.PolicyUsers, others.PolicyRoles]).toEqual([[], []])
})

test('what does not exist is refused with the errors of AWS', async () => {
  const iam = plane.iam()
  const unknown = 'arn:aws:iam::aws:policy/Unknown'
  const missing = { code: 'NoSuchEntity', status: 404, message: `Policy ${unknown} was not found.` }
  expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn: unknown })))).toEqual(missing)
  expect(await refusal(iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: unknown })))).toEqual(missing)
  expect(await refusal(iam.send(new ListPolicyVersionsCommand({ PolicyArn: unknown })))).toEqual(missing)
  const version = new GetPolicyVersionCommand({ PolicyArn: core, VersionId: 'v1' })
  expect(await refusal(iam.send(version))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
  const invalid = new GetPolicyCommand({ PolicyArn: 'this is no arn of a policy' })
  expect(await refusal(iam.send(invalid))).toMatchObject({ code: 'InvalidInput', status: 400 })
})

test('a user without rights may list and see none', async () => {
  const keys = await plane.userWith('nobody', allow('s3:*'))
  const denied = (action: string, resource: string) => ({
    code: 'AccessDenied',
    status: 403,
    message: `User: arn:aws:iam::${plane.accountId}:user/nobody is not authorized to perform: iam:${action} on resource: ${resource} because no identity-based policy allows the iam:${action} action`,
  })
  const iam = plane.iam(keys)
  expect(await refusal(iam.send(new ListPoliciesCommand({})))).toEqual(denied('ListPolicies', 'policy path /'))
  expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn: core })))).toEqual(denied('GetPolicy', core))
})
