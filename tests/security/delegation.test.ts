// The classic delegation: somebody may make roles and say what they may do, but only within a boundary, so that no role
// that was made this way gets further than its maker was meant to.
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'

let plane: TestPlane
let delegate: TestClients
let boundary: string
beforeAll(async () => {
  plane = await startTestPlane()
  boundary = await makePolicy('Boundary', { Effect: 'Allow', Action: ['iam:ListUsers', 's3:*'], Resource: '*' })
  const roles = `arn:aws:iam::${plane.accountId}:role/*`
  const rights = await makePolicy(
    'Delegate',
    {
      Effect: 'Allow',
      Action: [
        'iam:CreateRole',
        'iam:AttachRolePolicy',
        'iam:DetachRolePolicy',
        'iam:PutRolePolicy',
        'iam:PutRolePermissionsBoundary',
      ],
      Resource: roles,
      Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
    },
    { Effect: 'Allow', Action: ['sts:AssumeRole', 'iam:CreatePolicy*', 'iam:SetDefaultPolicyVersion'], Resource: '*' },
    { Effect: 'Allow', Action: 'iam:Delete*', Resource: '*' },
    { Effect: 'Deny', Action: 'iam:DeleteRolePermissionsBoundary', Resource: roles },
    { Effect: 'Deny', Action: ['iam:*PolicyVersion', 'iam:DeletePolicy'], Resource: boundary },
  )
  delegate = await plane.user('delegate')
  await plane.admin.iam.send(new AttachUserPolicyCommand({ UserName: 'delegate', PolicyArn: rights }))
})
afterAll(() => plane.close())

async function makePolicy(PolicyName: string, ...Statement: object[]): Promise<string> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  return (await plane.admin.iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))).Policy!.Arn!
}

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
const denied = { code: 'AccessDenied' }

async function makeRole(RoleName: string, PermissionsBoundary?: string, clients = delegate): Promise<string> {
  const Statement = [{ Effect: 'Allow', Principal: { AWS: plane.accountId }, Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const role = { RoleName, AssumeRolePolicyDocument, PermissionsBoundary }
  return (await clients.iam.send(new CreateRoleCommand(role))).Role!.Arn!
}

test('roles are made with the boundary or not at all', async () => {
  expect(await refusal(makeRole('None'))).toMatchObject(denied)
  expect(await refusal(makeRole('Wide', administrator))).toMatchObject(denied)
  await makeRole('Within', boundary)
})

test('a role that was made so may do what both its policies and its boundary allow', async () => {
  const RoleArn = await makeRole('Bounded', boundary)
  await delegate.iam.send(new AttachRolePolicyCommand({ RoleName: 'Bounded', PolicyArn: administrator }))
  const { Credentials } = await delegate.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'work' }))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  const session = plane.clients({
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken!,
  })
  await session.iam.send(new ListUsersCommand({}))
  expect(await refusal(session.iam.send(new CreateUserCommand({ UserName: 'escaped' })))).toMatchObject({
    ...denied,
    message: expect.stringContaining('because no permissions boundary allows the iam:CreateUser action'),
  })
})

test('the boundary can be neither removed, nor exchanged, nor widened', async () => {
  await makeRole('Tight', boundary)
  const RoleName = 'Tight'
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  })
  const { iam } = delegate
  const attempts = [
    iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
    iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: administrator })),
    iam.send(new CreatePolicyVersionCommand({ PolicyArn: boundary, PolicyDocument, SetAsDefault: true })),
    iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: boundary, VersionId: 'v1' })),
    iam.send(new DeletePolicyCommand({ PolicyArn: boundary })),
  ]
  for (const attempt of attempts) expect(await refusal(attempt)).toMatchObject(denied)
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }))
})

test('a role without the boundary is out of reach, until it gets it', async () => {
  await makeRole('Theirs', undefined, plane.admin)
  const RoleName = 'Theirs'
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  const { iam } = delegate
  const attach = () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: administrator }))
  const put = new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument })
  expect(await refusal(attach())).toMatchObject(denied)
  expect(await refusal(iam.send(put))).toMatchObject(denied)
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }))
  await attach()
})
