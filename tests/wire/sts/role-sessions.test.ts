import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { type AssumeRoleCommandInput, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, type Keys, openIdentityPlane, refusal, trusting } from '../iam/identity-plane.ts'
import { roleSessions, toKeys } from './role-sessions.ts'

let plane: IdentityPlane
let account: string
beforeAll(async () => {
  plane = await openIdentityPlane()
  account = plane.accountId
})
afterAll(() => plane.close())

const { makeRole, assume, sessionOf, arnOf } = roleSessions(() => plane)

const everyAction = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']

describe('a session', () => {
  test('lasts as long as asked, within the limits of its role and of chains', async () => {
    const role = await makeRole('Long', trusting({ AWS: account }), { MaxSessionDuration: 7200 })
    const next = await makeRole('Next', trusting({ AWS: role }), { MaxSessionDuration: 7200 })
    const { Credentials } = await assume(role, undefined, { DurationSeconds: 900 })
    expect(Credentials!.Expiration!.getTime()).toBeLessThan(plane.clock.now().getTime() + 901_000)
    const session = await sessionOf(role, undefined, { DurationSeconds: 7200 })
    expect(await refusal(assume(role, undefined, { DurationSeconds: 7201 }))).toEqual({
      code: 'ValidationError',
      status: 400,
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    })
    expect(await refusal(assume(next, session, { DurationSeconds: 3601 }))).toEqual({
      code: 'ValidationError',
      status: 400,
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    })
    await assume(next, session, { DurationSeconds: 3600 })
    expect(await refusal(assume(role, undefined, { DurationSeconds: 899 }))).toMatchObject({ code: 'ValidationError' })
  })

  test('is narrowed by session policies, inline and managed', async () => {
    const role = await makeRole('Wide', trusting({ AWS: account }))
    await plane
      .iam()
      .send(new AttachRolePolicyCommand({ RoleName: 'Wide', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }))
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: allow('iam:ListUsers') })
    const { Credentials, PackedPolicySize } = await assume(role, undefined, { Policy })
    expect(PackedPolicySize).toBeGreaterThan(0)
    const narrow = plane.iam(toKeys(Credentials!))
    await narrow.send(new ListUsersCommand({}))
    expect((await refusal(narrow.send(new ListRolesCommand({})))).message).toContain('because no session policy allows')
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess' }]
    const managed = plane.iam(await sessionOf(role, undefined, { PolicyArns }))
    expect(await refusal(managed.send(new ListUsersCommand({})))).toMatchObject({ code: 'AccessDenied' })
  })

  test("is narrowed by the account's own policies in their version of today, and has nothing once they are gone", async () => {
    const role = await makeRole('Narrow', trusting({ AWS: account }))
    const iam = plane.iam()
    const admin = 'arn:aws:iam::aws:policy/AdministratorAccess'
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'Narrow', PolicyArn: admin }))
    const document = (action: string) => JSON.stringify({ Version: '2012-10-17', Statement: allow(action) })
    const made = new CreatePolicyCommand({ PolicyName: 'Narrower', PolicyDocument: document('iam:ListUsers') })
    const PolicyArn = (await iam.send(made)).Policy!.Arn!
    const narrow = plane.iam(await sessionOf(role, undefined, { PolicyArns: [{ arn: PolicyArn }] }))
    const users = () => narrow.send(new ListUsersCommand({}))
    const roles = () => narrow.send(new ListRolesCommand({}))
    await users()
    expect((await refusal(roles())).message).toContain('because no session policy allows')
    const version = { PolicyArn, PolicyDocument: document('iam:ListRoles'), SetAsDefault: true }
    await iam.send(new CreatePolicyVersionCommand(version))
    await roles()
    expect(await refusal(users())).toMatchObject({ code: 'AccessDenied' })
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
    await iam.send(new DeletePolicyCommand({ PolicyArn }))
    expect((await refusal(roles())).message).toContain('because no session policy allows')
    const again = assume(role, undefined, { PolicyArns: [{ arn: PolicyArn }] })
    expect(await refusal(again)).toMatchObject({ code: 'ValidationError' })
    const foreign = `arn:aws:iam::${plane.other.accountId}:policy/Narrower`
    await plane.iam(plane.other.admin).send(made)
    const elsewhere = assume(role, undefined, { PolicyArns: [{ arn: foreign }] })
    expect(await refusal(elsewhere)).toMatchObject({ code: 'ValidationError' })
  })

  test('refuses session policies that are wrong, too many or too large', async () => {
    const role = await makeRole('Strict', trusting({ AWS: account }))
    const ask = (more: Partial<AssumeRoleCommandInput>) => refusal(assume(role, undefined, more))
    expect(await ask({ Policy: '{' })).toEqual({
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'Syntax errors in policy.',
    })
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: allow(`s3:${'x'.repeat(2048)}`) })
    expect(await ask({ Policy })).toMatchObject({ code: 'PackedPolicyTooLarge', status: 400 })
    expect(await ask({ PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/Unknown' }] })).toMatchObject({
      code: 'ValidationError',
    })
    const arn = 'arn:aws:iam::aws:policy/AdministratorAccess'
    expect(await ask({ PolicyArns: Array.from({ length: 11 }, () => ({ arn })) })).toMatchObject({
      code: 'ValidationError',
    })
    expect(await ask({ ProvidedContexts: [{ ProviderArn: 'arn:aws:iam::aws:contextProvider/x' }] })).toMatchObject({
      code: 'NotImplemented',
      status: 501,
    })
    expect(await ask({ SerialNumber: 'arn:aws:iam::1:mfa/x', TokenCode: '123456' })).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('MultiFactorAuthentication failed'),
    })
  })

  test('carries tags, the transitive ones through a whole chain', async () => {
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: everyAction },
    })
    const may = allow(everyAction, '*')
    const gate = allow('iam:ListUsers', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/Cost': '42' } } })
    const roles = ['Chain1', 'Chain2', 'Chain3']
    for (const RoleName of roles) {
      await makeRole(RoleName, trust)
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [may, gate] })
      await plane.iam().send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }))
    }
    const Tags = [
      { Key: 'Cost', Value: '42' },
      { Key: 'Local', Value: '1' },
    ]
    const first = await sessionOf(arnOf('Chain1'), undefined, { Tags, TransitiveTagKeys: ['cost'] })
    await plane.iam(first).send(new ListUsersCommand({}))
    const second = await sessionOf(arnOf('Chain2'), first, { Tags: [{ Key: 'Local', Value: '2' }] })
    const third = await sessionOf(arnOf('Chain3'), second)
    await plane.iam(third).send(new ListUsersCommand({}))
    const untagged = await sessionOf(arnOf('Chain1'))
    expect(await refusal(plane.iam(untagged).send(new ListUsersCommand({})))).toMatchObject({ code: 'AccessDenied' })

    const ask = (keys: Keys | undefined, more: Partial<AssumeRoleCommandInput>) =>
      refusal(assume(arnOf('Chain2'), keys, more))
    const invalid = { code: 'InvalidParameterValue', status: 400 }
    expect(await ask(second, { Tags: [{ Key: 'COST', Value: '1' }] })).toMatchObject(invalid)
    expect(await ask(undefined, { TransitiveTagKeys: ['absent'] })).toMatchObject(invalid)
    expect(await ask(undefined, { Tags: [{ Key: 'aws:x', Value: '1' }] })).toMatchObject(invalid)
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ]
    expect(await ask(undefined, { Tags: twice })).toMatchObject(invalid)
  })

  test('keeps its source identity through a chain', async () => {
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: everyAction },
    })
    for (const RoleName of ['Source1', 'Source2']) {
      await makeRole(RoleName, trust)
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: allow(everyAction) })
      await plane.iam().send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }))
    }
    const first = await sessionOf(arnOf('Source1'), undefined, { SourceIdentity: 'alice' })
    expect((await assume(arnOf('Source2'), first)).SourceIdentity).toBe('alice')
    expect(await refusal(assume(arnOf('Source2'), first, { SourceIdentity: 'bob' }))).toMatchObject({
      code: 'AccessDenied',
    })
  })

  // Last, because it moves the clock of the plane that all tests of this file share.
  test('ends when its time is over', async () => {
    const session = plane.sts(await sessionOf(await makeRole('Brief', trusting({ AWS: account }))))
    await plane.clock.advance({ minutes: 59 })
    await session.send(new GetCallerIdentityCommand({}))
    await plane.clock.advance({ minutes: 2 })
    expect(await refusal(session.send(new GetCallerIdentityCommand({})))).toEqual({
      code: 'ExpiredToken',
      status: 403,
      message: 'The security token included in the request is expired',
    })
  })
})
