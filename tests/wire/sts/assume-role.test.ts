import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from '../iam/identity-plane.ts'
import { roleSessions, toKeys } from './role-sessions.ts'

let plane: IdentityPlane
let account: string
beforeAll(async () => {
  plane = await openIdentityPlane()
  account = plane.accountId
})
afterAll(() => plane.close())

const { makeRole, assume, sessionOf, arnOf } = roleSessions(() => plane)

describe('GetCallerIdentity', () => {
  test('tells everybody who they are, also where everything is denied', async () => {
    const keys = await plane.userWith('denied', { Effect: 'Deny', Action: '*', Resource: '*' })
    const identity = await plane.sts(keys).send(new GetCallerIdentityCommand({}))
    expect(identity).toMatchObject({ Account: account, Arn: `arn:aws:iam::${account}:user/denied` })
    expect(identity.UserId).toMatch(/^AIDA/)
  })
})

describe('a role that trusts a user', () => {
  test('gives credentials that act as the role, with its rights and no others', async () => {
    const keys = await plane.userWith('alice')
    const role = await makeRole('Reader', trusting({ AWS: `arn:aws:iam::${account}:user/alice` }), { Path: '/deep/' })
    await plane
      .iam()
      .send(new AttachRolePolicyCommand({ RoleName: 'Reader', PolicyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' }))
    const before = plane.clock.now().getTime()
    const answer = await assume(role, keys)
    expect(answer.AssumedRoleUser).toEqual({
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:session$/),
      Arn: `arn:aws:sts::${account}:assumed-role/Reader/session`,
    })
    expect(answer.PackedPolicySize).toBeUndefined()
    expect(answer.Credentials!.AccessKeyId).toMatch(/^ASIA/)
    const lifeSeconds = (answer.Credentials!.Expiration!.getTime() - before) / 1000
    expect(Math.round(lifeSeconds / 10) * 10).toBe(3600)

    const session = toKeys(answer.Credentials!)
    const identity = await plane.sts(session).send(new GetCallerIdentityCommand({}))
    expect(identity).toMatchObject({ Account: account, Arn: answer.AssumedRoleUser!.Arn })
    expect(identity.UserId).toBe(answer.AssumedRoleUser!.AssumedRoleId)
    await plane.iam(session).send(new ListRolesCommand({}))
    expect(await refusal(plane.iam(session).send(new CreateUserCommand({ UserName: 'x' })))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`User: arn:aws:sts::${account}:assumed-role/Reader/session is not`),
    })
  })

  test('does not trust a user who was made anew under the same name', async () => {
    const iam = plane.iam()
    const keys = await plane.userWith('mallory', allow('sts:AssumeRole'))
    const role = await makeRole('Trusting', trusting({ AWS: `arn:aws:iam::${account}:user/mallory` }))
    await assume(role, keys)
    const { User } = await iam.send(new GetUserCommand({ UserName: 'mallory' }))
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'mallory', PolicyName: 'rights' }))
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'mallory', AccessKeyId: keys.accessKeyId }))
    await iam.send(new DeleteUserCommand({ UserName: 'mallory' }))
    const again = await plane.userWith('mallory', allow('sts:AssumeRole'))
    expect(await refusal(assume(role, again))).toMatchObject({ code: 'AccessDenied', status: 403 })
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'Trusting' }))
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toContain(`"AWS":"${User!.UserId}"`)
  })

  test('dies with its sessions when it is deleted, also when its name returns', async () => {
    const trust = trusting({ AWS: account })
    const role = await makeRole('Mortal', trust)
    const session = await sessionOf(role)
    await plane.sts(session).send(new GetCallerIdentityCommand({}))
    await plane.iam().send(new DeleteRoleCommand({ RoleName: 'Mortal' }))
    await makeRole('Mortal', trust)
    expect(await refusal(plane.sts(session).send(new GetCallerIdentityCommand({})))).toMatchObject({
      code: 'InvalidClientTokenId',
      status: 403,
    })
  })
})

describe('trust', () => {
  test('in the account needs permission of the user too', async () => {
    const role = await makeRole('ByAccount', trusting({ AWS: account }))
    const without = await plane.userWith('without')
    const allowed = await plane.userWith('allowed', allow('sts:AssumeRole', role))
    await assume(role, allowed)
    expect(await refusal(assume(role, without))).toMatchObject({ code: 'AccessDenied' })
  })

  test('reads the same for roles that do not exist, do not trust, or belong to others', async () => {
    const keys = await plane.userWith('seeker', allow('sts:AssumeRole'))
    await makeRole('Closed', trusting({ Service: 'ssm.amazonaws.com' }))
    await makeRole(
      'Denying',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
          { Effect: 'Deny', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
        ],
      }),
    )
    await makeRole('Open', trusting({ AWS: account }), { Path: '/path/' })
    const foreign = `arn:aws:iam::${plane.other.accountId}:role/Any`
    for (const role of [arnOf('Missing'), arnOf('Closed'), arnOf('Denying'), arnOf('Open'), foreign]) {
      expect(await refusal(assume(role, keys))).toEqual({
        code: 'AccessDenied',
        status: 403,
        message: `User: arn:aws:iam::${account}:user/seeker is not authorized to perform: sts:AssumeRole on resource: ${role}`,
      })
    }
    expect(await refusal(assume('arn:aws:iam::1:role/short-account', keys))).toMatchObject({ code: 'ValidationError' })
  })

  test('of another account needs both sides', async () => {
    const AssumeRolePolicyDocument = trusting({ AWS: account })
    const { Role } = await plane
      .iam(plane.other.admin)
      .send(new CreateRoleCommand({ RoleName: 'Guest', AssumeRolePolicyDocument }))
    const guestRole = Role!.Arn!
    const guest = await plane.userWith('guest', allow('sts:AssumeRole', guestRole))
    const nobody = await plane.userWith('no-guest')
    const session = await sessionOf(guestRole, guest)
    const identity = await plane.sts(session).send(new GetCallerIdentityCommand({}))
    expect(identity.Account).toBe(plane.other.accountId)
    expect((await refusal(assume(guestRole, nobody))).message).toMatch(/role\/Guest$/)
  })

  test('is of no use to root and to the identity of an instance, whomever it names', async () => {
    const role = await makeRole('ForAll', trusting({ AWS: '*' }))
    expect(await refusal(assume(role, await plane.rootKeys()))).toEqual({
      code: 'AccessDenied',
      status: 403,
      message: 'Roles may not be assumed by root accounts.',
    })
    const instance = await plane.instanceIdentity()
    expect((await plane.sts(instance).send(new GetCallerIdentityCommand({}))).Arn).toBe(
      `arn:aws:sts::${account}:assumed-role/aws:ec2-instance/${instance.id}`,
    )
    expect(await refusal(assume(role, instance))).toMatchObject({ code: 'AccessDenied', status: 403 })
  })

  test('can ask for an external id, a session name and tags of the caller', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'secret', 'sts:RoleSessionName': '${aws:username}' } }
    const keys = await plane.userWith('vendor')
    const role = await makeRole('Vendor', trusting({ AWS: `arn:aws:iam::${account}:user/vendor` }, { Condition }))
    expect(await refusal(assume(role, keys))).toMatchObject({ code: 'AccessDenied' })
    expect(await refusal(assume(role, keys, { ExternalId: 'secret' }))).toMatchObject({ code: 'AccessDenied' })
    await assume(role, keys, { ExternalId: 'secret', RoleSessionName: 'vendor' })
  })

  test('is needed for tags and for a source identity by themselves', async () => {
    const role = await makeRole('Plain', trusting({ AWS: account }))
    const tagged = await refusal(assume(role, undefined, { Tags: [{ Key: 'a', Value: 'b' }] }))
    expect(tagged.message).toContain('sts:TagSession')
    const sourced = await refusal(assume(role, undefined, { SourceIdentity: 'me' }))
    expect(sourced.message).toContain('sts:SetSourceIdentity')
  })
})
