import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  paginateListRoles,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, retiredPolicy, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const ssm = trusting({ Service: 'ssm.amazonaws.com' })
const defaultPolicy = 'arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'
const document = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:Get*', "arn:aws:s3:::it's (mine)*!") })

async function makeRole(RoleName: string, more: { Path?: string; AssumeRolePolicyDocument?: string } = {}) {
  await plane.iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: ssm, ...more }))
}

describe('the role of Default Host Management', () => {
  const RoleName = 'AWSSystemsManagerDefaultEC2InstanceManagementRole'
  const Path = '/service-role/'

  test('is created, given its policy, shown, changed and deleted', async () => {
    const iam = plane.iam()
    const created = await iam.send(
      new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: ssm, Tags: [{ Key: 'Team', Value: 'ops' }] }),
    )
    expect(created.Role).toMatchObject({
      Path,
      RoleName,
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${plane.accountId}:role/service-role/${RoleName}`,
      MaxSessionDuration: 3600,
      Tags: [{ Key: 'Team', Value: 'ops' }],
    })
    expect(decodeURIComponent(created.Role!.AssumeRolePolicyDocument!)).toBe(ssm)
    expect(created.Role!.AssumeRolePolicyDocument).toMatch(/^[\w.~%-]+$/)

    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: defaultPolicy }))
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
    expect(attached.AttachedPolicies).toEqual([
      { PolicyName: 'AmazonSSMManagedEC2InstanceDefaultPolicy', PolicyArn: defaultPolicy },
    ])
    expect(attached.IsTruncated).toBe(false)

    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'more', PolicyDocument: document }))
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['more'])
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'more' }))
    expect(decodeURIComponent(inline.PolicyDocument!)).toBe(document)
    expect(inline.PolicyDocument).not.toMatch(/[!'()*]/)

    await iam.send(new UpdateRoleCommand({ RoleName, Description: 'for hosts', MaxSessionDuration: 7200 }))
    await iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'for all hosts' }))
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusting({ AWS: plane.accountId }) }))
    await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'Stage', Value: 'test' }] }))
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['team'] }))
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: RoleName.toUpperCase() }))
    expect(Role).toMatchObject({ Description: 'for all hosts', MaxSessionDuration: 7200, RoleName })
    expect(Role!.Tags).toEqual([{ Key: 'Stage', Value: 'test' }])
    expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).Statement[0].Principal).toEqual({
      AWS: `arn:aws:iam::${plane.accountId}:root`,
    })
    expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual(Role!.Tags)

    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: defaultPolicy }))
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'more' }))
    await iam.send(new DeleteRoleCommand({ RoleName }))
    expect(await refusal(iam.send(new GetRoleCommand({ RoleName })))).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      message: `The role with name ${RoleName} cannot be found.`,
    })
  })
})

describe('roles', () => {
  test('are listed page by page to the end, by path, and only the own ones', async () => {
    for (const name of ['a', 'B', 'c', 'D', 'e']) await makeRole(`page-${name}`, { Path: '/pages/' })
    const names: string[] = []
    let pages = 0
    for await (const page of paginateListRoles({ client: plane.iam(), pageSize: 2 }, { PathPrefix: '/pages/' })) {
      pages++
      names.push(...page.Roles!.map(role => role.RoleName!))
    }
    expect(names).toEqual(['page-a', 'page-B', 'page-c', 'page-D', 'page-e'])
    expect(pages).toBe(3)
    const others = await plane.iam(plane.other.admin).send(new ListRolesCommand({}))
    expect(others.Roles).toEqual([])
    expect(await refusal(plane.iam(plane.other.admin).send(new GetRoleCommand({ RoleName: 'page-a' })))).toMatchObject({
      code: 'NoSuchEntity',
    })
  })

  test('are refused with the errors of AWS', async () => {
    const iam = plane.iam()
    const create = (RoleName: string, AssumeRolePolicyDocument: string, more = {}) =>
      refusal(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more })))
    await makeRole('Once')
    expect(await create('ONCE', ssm)).toEqual({
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Role with name ONCE already exists.',
    })
    expect(await create('x', '{"Version":')).toEqual({
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'Syntax errors in policy.',
    })
    const nobody = `arn:aws:iam::${plane.accountId}:user/nobody`
    expect(await create('x', trusting({ AWS: nobody }))).toEqual({
      code: 'MalformedPolicyDocument',
      status: 400,
      message: `Invalid principal in policy: "AWS":"${nobody}"`,
    })
    expect(await create('x', trusting({ Service: 'a.b' }, { Sid: 'x'.repeat(2048) }))).toMatchObject({
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
    })
    expect(await create('x', ssm, { Path: '/aws-service-role/x/' })).toMatchObject({
      code: 'InvalidInput',
      status: 400,
    })
    const unknown = 'arn:aws:iam::aws:policy/Unknown'
    expect(await create('x', ssm, { PermissionsBoundary: unknown })).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      message: `Scope ARN: ${unknown} does not exist or is not attachable.`,
    })
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ]
    expect(await create('x', ssm, { Tags: twice })).toMatchObject({ code: 'InvalidInput', status: 400 })
    expect(await create('bad name', ssm)).toMatchObject({ code: 'ValidationError', status: 400 })
    expect(await create('x', ssm, { MaxSessionDuration: 60 })).toMatchObject({ code: 'ValidationError', status: 400 })
    expect(await refusal(iam.send(new ListRolesCommand({ Marker: 'made-up' })))).toMatchObject({
      code: 'ValidationError',
      status: 400,
    })
  })

  test('in use cannot be deleted', async () => {
    const iam = plane.iam()
    const remove = () => refusal(iam.send(new DeleteRoleCommand({ RoleName: 'Used' })))
    const conflict = (what: string) => ({
      code: 'DeleteConflict',
      status: 409,
      message: `Cannot delete entity, must ${what} first.`,
    })
    await makeRole('Used')
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'Used' }))
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'Used', RoleName: 'Used' }))
    expect(await remove()).toEqual(conflict('remove roles from instance profile'))
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: 'Used', RoleName: 'Used' }))
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'Used', PolicyArn: defaultPolicy }))
    expect(await remove()).toEqual(conflict('detach all policies'))
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'Used', PolicyArn: defaultPolicy }))
    await iam.send(new PutRolePolicyCommand({ RoleName: 'Used', PolicyName: 'p', PolicyDocument: document }))
    expect(await remove()).toEqual(conflict('delete policies'))
  })

  test('cannot be given policies that are retired, unknown, or belong to service-linked roles', async () => {
    await makeRole('Policies')
    const attach = (PolicyArn: string) =>
      refusal(plane.iam().send(new AttachRolePolicyCommand({ RoleName: 'Policies', PolicyArn })))
    const retired = `arn:aws:iam::aws:policy/${retiredPolicy}`
    for (const arn of [retired, 'arn:aws:iam::aws:policy/Unknown', `arn:aws:iam::${plane.accountId}:policy/Mine`]) {
      expect(await attach(arn)).toEqual({
        code: 'NoSuchEntity',
        status: 404,
        message: `Policy ${arn} does not exist or is not attachable.`,
      })
    }
    expect(await attach('arn:aws:iam::aws:policy/aws-service-role/AmazonSSMServiceRolePolicy')).toEqual({
      code: 'PolicyNotAttachable',
      status: 400,
      message: 'Cannot attach a Service Role Policy to a Customer Role.',
    })
    expect(await attach('this is not an arn at all')).toMatchObject({ code: 'InvalidInput', status: 400 })
    const detach = new DetachRolePolicyCommand({ RoleName: 'Policies', PolicyArn: defaultPolicy })
    expect(await refusal(plane.iam().send(detach))).toMatchObject({
      code: 'NoSuchEntity',
      message: `Policy ${defaultPolicy} was not found.`,
    })
    const remove = new DeleteRolePolicyCommand({ RoleName: 'Policies', PolicyName: 'none' })
    expect(await refusal(plane.iam().send(remove))).toMatchObject({
      code: 'NoSuchEntity',
      message: 'The role policy with name none cannot be found.',
    })
  })
})

describe('permission on roles', () => {
  test('is asked on the real path, and reads the same for a role that does not exist', async () => {
    await makeRole('Hidden', { Path: '/deep/' })
    const keys = await plane.userWith('peeker', allow('iam:GetRole', `arn:aws:iam::${plane.accountId}:role/other/*`))
    const see = (RoleName: string) => refusal(plane.iam(keys).send(new GetRoleCommand({ RoleName })))
    const denied = (path: string) => ({
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${plane.accountId}:user/peeker is not authorized to perform: iam:GetRole on resource: arn:aws:iam::${plane.accountId}:role/${path} because no identity-based policy allows the iam:GetRole action`,
    })
    expect(await see('Hidden')).toEqual(denied('deep/Hidden'))
    expect(await see('Missing')).toEqual(denied('Missing'))
  })

  test('can depend on tags, attached policies and the tags of a request', async () => {
    const arn = `arn:aws:iam::${plane.accountId}:role/*`
    const onlyCore = { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore' } }
    const keys = await plane.userWith(
      'tagger',
      allow(['iam:CreateRole', 'iam:TagRole'], arn, { Condition: { StringEquals: { 'aws:RequestTag/Owner': 'me' } } }),
      allow('iam:DeleteRole', arn, { Condition: { StringEquals: { 'iam:ResourceTag/owner': 'me' } } }),
      allow('iam:AttachRolePolicy', arn, { Condition: onlyCore }),
    )
    const mine = plane.iam(keys)
    const RoleName = 'Owned'
    const plain = { RoleName, AssumeRolePolicyDocument: ssm }
    expect(await refusal(mine.send(new CreateRoleCommand(plain)))).toMatchObject({ code: 'AccessDenied' })
    await mine.send(new CreateRoleCommand({ ...plain, Tags: [{ Key: 'Owner', Value: 'me' }] }))
    const attach = (PolicyArn: string) => mine.send(new AttachRolePolicyCommand({ RoleName: 'Once2', PolicyArn }))
    await makeRole('Once2')
    expect(await refusal(attach(defaultPolicy))).toMatchObject({ code: 'AccessDenied' })
    await attach('arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore')
    expect(await refusal(mine.send(new DeleteRoleCommand({ RoleName: 'Once2' })))).toMatchObject({
      code: 'AccessDenied',
    })
    await mine.send(new DeleteRoleCommand({ RoleName }))
  })

  test('to create without permission to tag creates nothing with tags', async () => {
    const keys = await plane.userWith('creator', allow('iam:CreateRole'))
    const Tags = [{ Key: 'a', Value: 'b' }]
    const create = new CreateRoleCommand({ RoleName: 'Untagged', AssumeRolePolicyDocument: ssm, Tags })
    expect(await refusal(plane.iam(keys).send(create))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('iam:TagRole'),
    })
  })

  test('to list is asked on the path prefix', async () => {
    const keys = await plane.userWith('lister', allow('iam:ListRoles', `arn:aws:iam::${plane.accountId}:role/pages/*`))
    await plane.iam(keys).send(new ListRolesCommand({ PathPrefix: '/pages/' }))
    expect(await refusal(plane.iam(keys).send(new ListRolesCommand({})))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`on resource: arn:aws:iam::${plane.accountId}:role/ because`),
    })
  })
})

describe('instance profiles', () => {
  test('hold one role, which must be passed to EC2', async () => {
    const iam = plane.iam()
    const InstanceProfileName = 'Web'
    await makeRole('WebRole', { Path: '/web/' })
    const created = await iam.send(
      new CreateInstanceProfileCommand({ InstanceProfileName, Path: '/p/', Tags: [{ Key: 'k', Value: 'v' }] }),
    )
    expect(created.InstanceProfile).toMatchObject({
      InstanceProfileId: expect.stringMatching(/^AIPA/),
      Arn: `arn:aws:iam::${plane.accountId}:instance-profile/p/Web`,
      Roles: [],
    })
    const profile = `arn:aws:iam::${plane.accountId}:instance-profile/p/Web`
    const role = `arn:aws:iam::${plane.accountId}:role/web/WebRole`
    const toSsm = { Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } } }
    const keys = await plane.userWith(
      'passer',
      allow('iam:AddRoleToInstanceProfile', profile),
      allow('iam:PassRole', role, toSsm),
    )
    const add = new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'WebRole' })
    expect(await refusal(plane.iam(keys).send(add))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`iam:PassRole on resource: ${role}`),
    })
    await iam.send(add)
    expect(await refusal(iam.send(add))).toEqual({
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
    })
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }))
    expect(InstanceProfile!.Roles!.map(({ RoleName }) => RoleName)).toEqual(['WebRole'])
    const forRole = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'WebRole' }))
    expect(forRole.InstanceProfiles!.map(each => each.InstanceProfileName)).toEqual(['Web'])
    const listed = await iam.send(new ListInstanceProfilesCommand({ PathPrefix: '/p/' }))
    expect(listed.InstanceProfiles!.map(each => each.Arn)).toEqual([profile])
    const removal = await refusal(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })))
    expect(removal).toMatchObject({ code: 'DeleteConflict', status: 409 })
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'WebRole' }))
    await iam.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: [{ Key: 'l', Value: 'w' }] }))
    await iam.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: ['k'] }))
    const tags = await iam.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }))
    expect(tags.Tags).toEqual([{ Key: 'l', Value: 'w' }])
    await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }))
    expect(await refusal(iam.send(new GetInstanceProfileCommand({ InstanceProfileName })))).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      message: 'Instance Profile Web cannot be found.',
    })
  })

  test('are refused with the errors of AWS', async () => {
    const iam = plane.iam()
    const InstanceProfileName = 'Taken'
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }))
    expect(await refusal(iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'taken' })))).toEqual({
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'Instance Profile taken already exists.',
    })
    const add = new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'Nobody' })
    expect(await refusal(iam.send(add))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
    await makeRole('Outside')
    const remove = new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'Outside' })
    expect(await refusal(iam.send(remove))).toMatchObject({ code: 'NoSuchEntity', status: 404 })
  })
})
