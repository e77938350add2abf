import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  paginateListAttachedUserPolicies,
  paginateListUsers,
  paginateListUserTags,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal, trusting } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const core = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const document = JSON.stringify({ Version: '2012-10-17', Statement: allow('s3:Get*') })

describe('a user', () => {
  test('is created, given policies and tags, renamed and deleted', async () => {
    const iam = plane.iam()
    const created = await iam.send(
      new CreateUserCommand({ UserName: 'Alice', Path: '/staff/', Tags: [{ Key: 'Team', Value: 'a' }] }),
    )
    expect(created.User).toMatchObject({
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${plane.accountId}:user/staff/Alice`,
      Tags: [{ Key: 'Team', Value: 'a' }],
    })
    await iam.send(new PutUserPolicyCommand({ UserName: 'Alice', PolicyName: 'p', PolicyDocument: document }))
    expect((await iam.send(new ListUserPoliciesCommand({ UserName: 'Alice' }))).PolicyNames).toEqual(['p'])
    const inline = await iam.send(new GetUserPolicyCommand({ UserName: 'Alice', PolicyName: 'p' }))
    expect(decodeURIComponent(inline.PolicyDocument!)).toBe(document)
    await iam.send(new AttachUserPolicyCommand({ UserName: 'Alice', PolicyArn: core }))
    const attached = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'Alice' }))
    expect(attached.AttachedPolicies!.map(({ PolicyArn }) => PolicyArn)).toEqual([core])
    await iam.send(new TagUserCommand({ UserName: 'Alice', Tags: [{ Key: 'TEAM', Value: 'b' }] }))
    expect((await iam.send(new ListUserTagsCommand({ UserName: 'Alice' }))).Tags).toEqual([{ Key: 'TEAM', Value: 'b' }])

    await iam.send(new UpdateUserCommand({ UserName: 'Alice', NewUserName: 'Alicia', NewPath: '/' }))
    const { User } = await iam.send(new GetUserCommand({ UserName: 'alicia' }))
    expect(User).toMatchObject({ UserName: 'Alicia', Path: '/', UserId: created.User!.UserId })
    expect(User!.Tags).toEqual([{ Key: 'TEAM', Value: 'b' }])

    const remove = () => refusal(iam.send(new DeleteUserCommand({ UserName: 'Alicia' })))
    expect((await remove()).message).toBe('Cannot delete entity, must detach all policies first.')
    await iam.send(new DetachUserPolicyCommand({ UserName: 'Alicia', PolicyArn: core }))
    expect((await remove()).message).toBe('Cannot delete entity, must delete policies first.')
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'Alicia', PolicyName: 'p' }))
    await iam.send(new CreateAccessKeyCommand({ UserName: 'Alicia' }))
    expect(await remove()).toEqual({
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete access keys first.',
    })
    await iam.send(new UntagUserCommand({ UserName: 'Alicia', TagKeys: ['TEAM'] }))
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'Alicia' }))
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'Alicia', AccessKeyId: AccessKeyMetadata![0]!.AccessKeyId! }))
    await iam.send(new DeleteUserCommand({ UserName: 'Alicia' }))
    expect(await refusal(iam.send(new GetUserCommand({ UserName: 'Alicia' })))).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      message: 'The user with name Alicia cannot be found.',
    })
  })

  test('without a name is the caller, and a session must name one', async () => {
    const keys = await plane.userWith('self', allow('iam:*', `arn:aws:iam::${plane.accountId}:user/self`))
    expect((await plane.iam(keys).send(new GetUserCommand({}))).User!.UserName).toBe('self')
    expect((await plane.iam(keys).send(new ListAccessKeysCommand({}))).AccessKeyMetadata).toMatchObject([
      { UserName: 'self', AccessKeyId: keys.accessKeyId, Status: 'Active' },
    ])
    const AssumeRolePolicyDocument = trusting({ AWS: `arn:aws:iam::${plane.accountId}:user/self` })
    const { Role } = await plane.iam().send(new CreateRoleCommand({ RoleName: 'R', AssumeRolePolicyDocument }))
    const { Credentials } = await plane
      .sts(keys)
      .send(new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'me' }))
    const session = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    }
    expect(await refusal(plane.iam(session).send(new GetUserCommand({})))).toEqual({
      code: 'ValidationError',
      status: 400,
      message: 'Must specify userName when calling with non-User credentials',
    })
  })

  test('that is missing because root calls is the account itself', async () => {
    const iam = plane.iam(await plane.rootKeys())
    const { User } = await iam.send(new GetUserCommand({}))
    expect(User).toMatchObject({ UserId: plane.accountId, Arn: `arn:aws:iam::${plane.accountId}:root` })
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}))
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({}))
    expect(AccessKeyMetadata!.map(key => key.AccessKeyId)).toContain(AccessKey!.AccessKeyId)
    expect(await refusal(iam.send(new CreateAccessKeyCommand({})))).toMatchObject({ code: 'LimitExceeded' })
  })

  test('is refused with the errors of AWS', async () => {
    const iam = plane.iam()
    await iam.send(new CreateUserCommand({ UserName: 'Taken' }))
    await iam.send(new CreateUserCommand({ UserName: 'Free' }))
    const exists = { code: 'EntityAlreadyExists', status: 409, message: 'User with name TAKEN already exists.' }
    expect(await refusal(iam.send(new CreateUserCommand({ UserName: 'TAKEN' })))).toEqual(exists)
    const rename = new UpdateUserCommand({ UserName: 'Free', NewUserName: 'TAKEN' })
    expect(await refusal(iam.send(rename))).toEqual(exists)
    const put = (PolicyDocument: string) =>
      refusal(iam.send(new PutUserPolicyCommand({ UserName: 'Free', PolicyName: 'p', PolicyDocument })))
    expect(await put('{}')).toMatchObject({ code: 'MalformedPolicyDocument', status: 400 })
    const long = JSON.stringify({ Version: '2012-10-17', Statement: allow(`s3:${'x'.repeat(2048)}`) })
    expect(await put(long)).toEqual({
      code: 'LimitExceeded',
      status: 409,
      message: 'Maximum policy size of 2048 bytes exceeded for user Free',
    })
    const get = new GetUserPolicyCommand({ UserName: 'Free', PolicyName: 'none' })
    expect(await refusal(iam.send(get))).toMatchObject({
      code: 'NoSuchEntity',
      message: 'The user policy with name none cannot be found.',
    })
    const tooMany = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await iam.send(new TagUserCommand({ UserName: 'Free', Tags: tooMany }))
    const oneMore = new TagUserCommand({ UserName: 'Free', Tags: [{ Key: 'more', Value: '' }] })
    expect(await refusal(iam.send(oneMore))).toMatchObject({ code: 'LimitExceeded', status: 409 })
    const reserved = new TagUserCommand({ UserName: 'Taken', Tags: [{ Key: 'aws:x', Value: '' }] })
    expect(await refusal(iam.send(reserved))).toMatchObject({ code: 'InvalidInput', status: 400 })
  })
})

describe('listings', () => {
  test('of users, tags and attached policies go page by page to the end', async () => {
    const iam = plane.iam()
    for (const name of ['u1', 'U2', 'u3']) await iam.send(new CreateUserCommand({ UserName: name, Path: '/many/' }))
    const users: string[] = []
    for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: '/many/' })) {
      users.push(...page.Users!.map(user => user.UserName!))
    }
    expect(users).toEqual(['u1', 'U2', 'u3'])
    expect((await plane.iam(plane.other.admin).send(new ListUsersCommand({}))).Users!.map(u => u.UserName)).toEqual([
      'admin',
    ])

    const keys = Array.from({ length: 5 }, (_, index) => `${'ключ'.repeat(30)}${index}`)
    await iam.send(new TagUserCommand({ UserName: 'u1', Tags: keys.map(Key => ({ Key, Value: 'v' })) }))
    const tags: string[] = []
    for await (const page of paginateListUserTags({ client: iam, pageSize: 2 }, { UserName: 'u1' })) {
      tags.push(...page.Tags!.map(tag => tag.Key!))
    }
    expect(tags).toEqual(keys)

    const policies = ['AdministratorAccess', 'AmazonSSMFullAccess', 'IAMReadOnlyAccess']
    for (const name of policies.toReversed()) {
      await iam.send(new AttachUserPolicyCommand({ UserName: 'u1', PolicyArn: `arn:aws:iam::aws:policy/${name}` }))
    }
    const attached: string[] = []
    const pages = paginateListAttachedUserPolicies({ client: iam, pageSize: 1 }, { UserName: 'u1' })
    for await (const page of pages) attached.push(...page.AttachedPolicies!.map(policy => policy.PolicyName!))
    expect(attached).toEqual(policies)
  })
})

describe('access keys', () => {
  test('work at once, stop when they are inactive, and are two at most', async () => {
    const keys = await plane.userWith('keyed', allow('iam:GetUser'))
    const iam = plane.iam()
    const own = () => plane.iam(keys).send(new GetUserCommand({}))
    const set = (Status: 'Active' | 'Inactive') =>
      iam.send(new UpdateAccessKeyCommand({ UserName: 'keyed', AccessKeyId: keys.accessKeyId, Status }))
    await own()
    await set('Inactive')
    expect(await refusal(own())).toMatchObject({ code: 'InvalidClientTokenId', status: 403 })
    await set('Active')
    await own()
    await iam.send(new CreateAccessKeyCommand({ UserName: 'keyed' }))
    expect(await refusal(iam.send(new CreateAccessKeyCommand({ UserName: 'keyed' })))).toEqual({
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    })
    const foreign = new DeleteAccessKeyCommand({ UserName: 'admin', AccessKeyId: keys.accessKeyId })
    expect(await refusal(iam.send(foreign))).toEqual({
      code: 'NoSuchEntity',
      status: 404,
      message: `The Access Key with id ${keys.accessKeyId} cannot be found.`,
    })
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'keyed', AccessKeyId: keys.accessKeyId }))
    expect(await refusal(own())).toMatchObject({ code: 'InvalidClientTokenId' })
  })

  test('of others are out of reach for a user who may manage its own', async () => {
    const keys = await plane.userWith(
      'limited',
      allow('iam:*AccessKey*', `arn:aws:iam::${plane.accountId}:user/\${aws:username}`),
    )
    await plane.iam(keys).send(new ListAccessKeysCommand({}))
    const create = (UserName: string) => refusal(plane.iam(keys).send(new CreateAccessKeyCommand({ UserName })))
    expect(await create('admin')).toMatchObject({ code: 'AccessDenied', status: 403 })
    expect(await create('nobody')).toMatchObject({ code: 'AccessDenied', status: 403 })
  })
})
