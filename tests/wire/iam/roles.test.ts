import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  paginateListRoles,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagRoleCommand,
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
