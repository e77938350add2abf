import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListEntitiesForPolicyCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from './identity-plane.ts'

let plane: IdentityPlane
let boundary: string
const documentOf = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

beforeAll(async () => {
  plane = await openIdentityPlane()
  const PolicyDocument = documentOf(allow(['iam:GetUser', 'iam:CreateRole', 'iam:PutRolePermissionsBoundary']))
  const { Policy } = await plane.iam().send(new CreatePolicyCommand({ PolicyName: 'Boundary', PolicyDocument }))
  boundary = Policy!.Arn!
})
afterAll(() => plane.close())

const AssumeRolePolicyDocument = trusting({ Service: 'ssm.amazonaws.com' })

test('a boundary limits a user from the next call on, until it is taken away', async () => {
  const iam = plane.iam()
  const keys = await plane.userWith('bounded', allow('iam:*'))
  const list = () => plane.iam(keys).send(new ListUsersCommand({}))
  await list()
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'bounded', PermissionsBoundary: boundary }))
  expect((await refusal(list())).message).toContain('because no permissions boundary allows the iam:ListUsers action')
  const { User } = await plane.iam(keys).send(new GetUserCommand({}))
  expect(User?.PermissionsBoundary).toEqual({
    PermissionsBoundaryType: 'Policy',
    PermissionsBoundaryArn: boundary,
  })
  expect((await iam.send(new GetPolicyCommand({ PolicyArn: boundary }))).Policy?.PermissionsBoundaryUsageCount).toBe(1)
  const { PolicyUsers } = await iam.send(
    new ListEntitiesForPolicyCommand({ PolicyArn: boundary, PolicyUsageFilter: 'PermissionsBoundary' }),
  )
  expect(PolicyUsers).toMatchObject([{ UserName: 'bounded' }])
  await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'bounded' }))
  await list()
  const again = refusal(iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'bounded' })))
  expect((await again).code).toBe('NoSuchEntity')
})

test('a role has one too', async () => {
  const iam = plane.iam()
  await iam.send(new CreateRoleCommand({ RoleName: 'bounded', AssumeRolePolicyDocument }))
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'bounded', PermissionsBoundary: boundary }))
  const shown = async () => (await iam.send(new GetRoleCommand({ RoleName: 'bounded' }))).Role?.PermissionsBoundary
  expect((await shown())?.PermissionsBoundaryArn).toBe(boundary)
  await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'bounded' }))
  expect(await shown()).toBeUndefined()
})

test('a boundary that does not exist is refused', async () => {
  const iam = plane.iam()
  await iam.send(new CreateUserCommand({ UserName: 'unbounded' }))
  const PermissionsBoundary = `arn:aws:iam::${plane.other.accountId}:policy/Boundary`
  const put = iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'unbounded', PermissionsBoundary }))
  expect(await refusal(put)).toMatchObject({
    code: 'NoSuchEntity',
    message: `Scope ARN: ${PermissionsBoundary} does not exist or is not attachable.`,
  })
})

test('whoever may make roles with one boundary only makes none without it, and cannot change it', async () => {
  const Condition = { StringEquals: { 'iam:PermissionsBoundary': boundary } }
  const keys = await plane.userWith(
    'delegate',
    allow(['iam:CreateRole', 'iam:PutRolePermissionsBoundary'], '*', { Condition }),
  )
  const iam = plane.iam(keys)
  const role = (RoleName: string, more = {}) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more })
  expect((await refusal(iam.send(role('free')))).code).toBe('AccessDenied')
  const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
  expect((await refusal(iam.send(role('free', { PermissionsBoundary: administrator })))).code).toBe('AccessDenied')
  await iam.send(role('bound', { PermissionsBoundary: boundary }))
  const widen = { RoleName: 'bound', PermissionsBoundary: administrator }
  expect((await refusal(iam.send(new PutRolePermissionsBoundaryCommand(widen)))).code).toBe('AccessDenied')
  const remove = new DeleteRolePermissionsBoundaryCommand({ RoleName: 'bound' })
  expect((await refusal(iam.send(remove))).code).toBe('AccessDenied')
})
