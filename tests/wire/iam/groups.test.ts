import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetUserCommand,
  ListAttachedGroupPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  paginateGetGroup,
  paginateListGroups,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allow, type IdentityPlane, openIdentityPlane, refusal } from './identity-plane.ts'

let plane: IdentityPlane
beforeAll(async () => {
  plane = await openIdentityPlane()
})
afterAll(() => plane.close())

const readOnly = 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'
const documentOf = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

test('a group is made, shown with its users, renamed and deleted', async () => {
  const iam = plane.iam()
  const { Group } = await iam.send(new CreateGroupCommand({ GroupName: 'Ops', Path: '/team/' }))
  expect(Group).toEqual({
    Path: '/team/',
    GroupName: 'Ops',
    GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${plane.accountId}:group/team/Ops`,
    CreateDate: expect.any(Date),
  })
  for (const UserName of ['zoe', 'Abe']) {
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'ops', UserName }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'Ops', UserName }))
  }
  const { Users, IsTruncated } = await iam.send(new GetGroupCommand({ GroupName: 'Ops' }))
  expect([Users?.map(({ UserName }) => UserName), IsTruncated]).toEqual([['Abe', 'zoe'], false])
  await iam.send(new UpdateGroupCommand({ GroupName: 'Ops', NewGroupName: 'OPS', NewPath: '/' }))
  const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName: 'zoe' }))
  expect(Groups).toMatchObject([{ GroupName: 'OPS', Path: '/', GroupId: Group!.GroupId }])

  expect(await refusal(iam.send(new DeleteGroupCommand({ GroupName: 'OPS' })))).toMatchObject({
    code: 'DeleteConflict',
    status: 409,
    message: 'Cannot delete entity, must remove users from group first.',
  })
  expect(await refusal(iam.send(new DeleteUserCommand({ UserName: 'zoe' })))).toMatchObject({
    code: 'DeleteConflict',
    message: 'Cannot delete entity, must remove users from group first.',
  })
  for (const UserName of ['zoe', 'Abe']) {
    await iam.send(new RemoveUserFromGroupCommand({ GroupName: 'OPS', UserName }))
    await iam.send(new DeleteUserCommand({ UserName }))
  }
  await iam.send(new DeleteGroupCommand({ GroupName: 'OPS' }))
  expect(await refusal(iam.send(new GetGroupCommand({ GroupName: 'OPS' })))).toMatchObject({
    code: 'NoSuchEntity',
    status: 404,
    message: 'The group with name OPS cannot be found.',
  })
})

test('names are unique without regard to case, for new groups and renamed ones', async () => {
  const iam = plane.iam()
  await iam.send(new CreateGroupCommand({ GroupName: 'First' }))
  await iam.send(new CreateGroupCommand({ GroupName: 'Second' }))
  const taken = { code: 'EntityAlreadyExists', status: 409, message: 'Group with name FIRST already exists.' }
  expect(await refusal(iam.send(new CreateGroupCommand({ GroupName: 'FIRST' })))).toMatchObject(taken)
  const rename = new UpdateGroupCommand({ GroupName: 'Second', NewGroupName: 'FIRST' })
  expect(await refusal(iam.send(rename))).toMatchObject(taken)
  await iam.send(new UpdateGroupCommand({ GroupName: 'First', NewGroupName: 'FIRST' }))
})

test('listings go page by page to the end, and a path narrows them', async () => {
  const iam = plane.iam()
  const names = ['p1', 'p2', 'p3', 'p4', 'p5']
  await iam.send(new CreateGroupCommand({ GroupName: 'full' }))
  for (const name of names) {
    await iam.send(new CreateGroupCommand({ GroupName: name, Path: '/paged/' }))
    await iam.send(new CreateUserCommand({ UserName: name }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'full', UserName: name }))
  }
  const groups: (string | undefined)[] = []
  for await (const page of paginateListGroups({ client: iam, pageSize: 2 }, { PathPrefix: '/paged/' })) {
    groups.push(...(page.Groups ?? []).map(({ GroupName }) => GroupName))
  }
  const users: (string | undefined)[] = []
  for await (const page of paginateGetGroup({ client: iam, pageSize: 2 }, { GroupName: 'full' })) {
    users.push(...(page.Users ?? []).map(({ UserName }) => UserName))
  }
  expect([groups, users]).toEqual([names, names])
  expect(await refusal(iam.send(new ListGroupsCommand({ Marker: 'nonsense' })))).toMatchObject({
    code: 'ValidationError',
    message: 'Invalid Marker.',
  })
})

test('a user is in ten groups at most', async () => {
  const iam = plane.iam()
  await iam.send(new CreateUserCommand({ UserName: 'joiner' }))
  for (let i = 0; i <= 10; i++) {
    const GroupName = `joined-${i}`
    await iam.send(new CreateGroupCommand({ GroupName }))
    const add = iam.send(new AddUserToGroupCommand({ GroupName, UserName: 'joiner' }))
    if (i < 10) await add
    else {
      expect(await refusal(add)).toMatchObject({
        code: 'LimitExceeded',
        status: 409,
        message: 'Cannot exceed quota for GroupsPerUser: 10',
      })
    }
  }
})

test('unknown users and groups are told apart', async () => {
  const iam = plane.iam()
  await iam.send(new CreateGroupCommand({ GroupName: 'known' }))
  const add = (GroupName: string, UserName: string) =>
    refusal(iam.send(new AddUserToGroupCommand({ GroupName, UserName })))
  expect((await add('unknown', 'admin')).message).toBe('The group with name unknown cannot be found.')
  expect((await add('known', 'unknown')).message).toBe('The user with name unknown cannot be found.')
  await iam.send(new RemoveUserFromGroupCommand({ GroupName: 'known', UserName: 'admin' }))
})

test("another account's groups are not there", async () => {
  const iam = plane.iam()
  await iam.send(new CreateGroupCommand({ GroupName: 'ours' }))
  const theirs = plane.iam(plane.other.admin)
  expect((await theirs.send(new ListGroupsCommand({}))).Groups).toEqual([])
  expect((await refusal(theirs.send(new GetGroupCommand({ GroupName: 'ours' })))).code).toBe('NoSuchEntity')
})

describe('policies of a group', () => {
  test('are its users’ from the next call on, and no longer when they leave', async () => {
    const iam = plane.iam()
    const keys = await plane.userWith('member')
    const self = plane.iam(keys)
    const look = () => self.send(new GetUserCommand({}))
    expect((await refusal(look())).code).toBe('AccessDenied')
    await iam.send(new CreateGroupCommand({ GroupName: 'lookers' }))
    const inline = { GroupName: 'lookers', PolicyName: 'look', PolicyDocument: documentOf(allow('iam:GetUser')) }
    await iam.send(new PutGroupPolicyCommand(inline))
    expect((await refusal(look())).code).toBe('AccessDenied')
    await iam.send(new AddUserToGroupCommand({ GroupName: 'lookers', UserName: 'member' }))
    expect((await look()).User?.UserName).toBe('member')
    await iam.send(new RemoveUserFromGroupCommand({ GroupName: 'lookers', UserName: 'member' }))
    expect((await refusal(look())).code).toBe('AccessDenied')
  })

  test('deny, whatever the user’s own policies allow', async () => {
    const iam = plane.iam()
    const keys = await plane.userWith('restrained', allow('iam:*'))
    await plane.iam(keys).send(new GetUserCommand({}))
    await iam.send(new CreateGroupCommand({ GroupName: 'restrainers' }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'restrainers', UserName: 'restrained' }))
    const deny = { Effect: 'Deny', Action: 'iam:GetUser', Resource: '*' }
    const inline = { GroupName: 'restrainers', PolicyName: 'no', PolicyDocument: documentOf(deny) }
    await iam.send(new PutGroupPolicyCommand(inline))
    const { message } = await refusal(plane.iam(keys).send(new GetUserCommand({})))
    expect(message).toContain('with an explicit deny in an identity-based policy')
  })

  test('are put, shown, attached and taken away, and keep the group from being deleted', async () => {
    const iam = plane.iam()
    const GroupName = 'holders'
    await iam.send(new CreateGroupCommand({ GroupName }))
    const PolicyDocument = documentOf(allow('iam:GetUser'))
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'one', PolicyDocument }))
    const shown = await iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName: 'one' }))
    expect(decodeURIComponent(shown.PolicyDocument!)).toBe(PolicyDocument)
    expect((await iam.send(new ListGroupPoliciesCommand({ GroupName }))).PolicyNames).toEqual(['one'])
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }))
    const attached = await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }))
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'AmazonSSMReadOnlyAccess', PolicyArn: readOnly }])
    const { PolicyGroups } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: readOnly }))
    expect(PolicyGroups).toMatchObject([{ GroupName }])

    const remove = () => iam.send(new DeleteGroupCommand({ GroupName }))
    expect((await refusal(remove())).message).toBe('Cannot delete entity, must detach all policies first.')
    await iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }))
    expect((await refusal(remove())).message).toBe('Cannot delete entity, must delete policies first.')
    await iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName: 'one' }))
    await remove()
  })

  test('have 5,120 characters together', async () => {
    const iam = plane.iam()
    const GroupName = 'large'
    await iam.send(new CreateGroupCommand({ GroupName }))
    const PolicyDocument = documentOf(allow(Array.from({ length: 100 }, (_, i) => `ssm:AnActionWithALongName${i}`)))
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'one', PolicyDocument }))
    const second = iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'two', PolicyDocument }))
    expect(await refusal(second)).toMatchObject({
      code: 'LimitExceeded',
      message: 'Maximum policy size of 5120 bytes exceeded for group large',
    })
  })

  test('that are malformed or unknown are refused', async () => {
    const iam = plane.iam()
    const GroupName = 'strict'
    await iam.send(new CreateGroupCommand({ GroupName }))
    const put = iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'x', PolicyDocument: '{}' }))
    expect(await refusal(put)).toMatchObject({ code: 'MalformedPolicyDocument', status: 400 })
    const get = iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName: 'x' }))
    expect((await refusal(get)).message).toBe('The group policy with name x cannot be found.')
    const PolicyArn = 'arn:aws:iam::aws:policy/NoSuchPolicy'
    const attach = iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }))
    expect((await refusal(attach)).message).toBe(`Policy ${PolicyArn} does not exist or is not attachable.`)
    const detach = iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }))
    expect((await refusal(detach)).code).toBe('NoSuchEntity')
  })
})
