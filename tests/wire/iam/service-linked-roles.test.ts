import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListAttachedRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const AWSServiceName = 'ssm.amazonaws.com'
const RoleName = 'AWSServiceRoleForAmazonSSM'
const PolicyArn = 'arn:aws:iam::aws:policy/aws-service-role/AmazonSSMServiceRolePolicy'

test('a service gets its role with its policy, which nobody else changes, and loses it when asked', async () => {
  const iam = plane.iam()
  const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, Description: 'for SSM' }))
  expect(Role).toMatchObject({
    RoleName,
    Path: `/aws-service-role/${AWSServiceName}/`,
    Arn: `arn:aws:iam::${plane.accountId}:role/aws-service-role/${AWSServiceName}/${RoleName}`,
    Description: 'for SSM',
  })
  expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toContain(AWSServiceName)
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))
  expect(AttachedPolicies).toEqual([{ PolicyName: 'AmazonSSMServiceRolePolicy', PolicyArn }])
  expect(await refusal(iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName })))).toMatchObject({
    code: 'InvalidInput',
    message: `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
  })

  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'kit' }))
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: allow('*') })
  for (const change of [
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'x', PolicyDocument })),
    iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' })),
    iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusting({ AWS: plane.accountId }) })),
    iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn })),
    iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: 'b' }] })),
    iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'kit', RoleName })),
    iam.send(new DeleteRoleCommand({ RoleName })),
  ]) {
    expect((await refusal(change)).code).toBe('UnmodifiableEntity')
  }

  const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }))
  expect(DeletionTaskId).toMatch(new RegExp(`^task/aws-service-role/${AWSServiceName}/${RoleName}/[0-9a-f-]{36}$`))
  const status = new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId })
  expect((await iam.send(status)).Status).toBe('SUCCEEDED')
  expect((await refusal(plane.iam(plane.other.admin).send(status))).code).toBe('NoSuchEntity')
  expect((await refusal(iam.send(new GetRoleCommand({ RoleName })))).code).toBe('NoSuchEntity')
  expect((await refusal(iam.send(new DeleteServiceLinkedRoleCommand({ RoleName })))).code).toBe('NoSuchEntity')
})

test('a service without such a role, and a suffix where there is none, are refused', async () => {
  const iam = plane.iam()
  const create = (service: string, CustomSuffix?: string) =>
    refusal(iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service, CustomSuffix })))
  expect((await create('nothing.amazonaws.com')).code).toBe('InvalidInput')
  expect(await create(AWSServiceName, 'mine')).toMatchObject({
    code: 'InvalidInput',
    message: `Custom suffix is not allowed for ${AWSServiceName}`,
  })
})

test('permission can be held to one service', async () => {
  const Condition = { StringEquals: { 'iam:AWSServiceName': AWSServiceName } }
  const keys = await plane.userWith('maker', allow('iam:CreateServiceLinkedRole', '*', { Condition }))
  const create = (service: string) =>
    plane.iam(keys).send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }))
  expect((await refusal(create('config.amazonaws.com'))).code).toBe('AccessDenied')
  await create(AWSServiceName)
})
