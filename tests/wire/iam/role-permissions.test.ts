import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const ssm = trusting({ Service: 'ssm.amazonaws.com' })
const defaultPolicy = 'arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'

async function makeRole(RoleName: string, more: { Path?: string; AssumeRolePolicyDocument?: string } = {}) {
  await plane.iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: ssm, ...more }))
}

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
