// What a group says counts for its members, for them alone, and for as long as they are in it.
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  GetUserCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
})
afterAll(() => plane.close())

const saying = (Effect: 'Allow' | 'Deny', ...Action: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource: '*' }],
})

async function makeGroup(GroupName: string, policy: object) {
  const { iam } = plane.admin
  await iam.send(new CreateGroupCommand({ GroupName }))
  const PolicyDocument = JSON.stringify(policy)
  await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'inline', PolicyDocument }))
}

const join = (GroupName: string, UserName: string) =>
  plane.admin.iam.send(new AddUserToGroupCommand({ GroupName, UserName }))
const leave = (GroupName: string, UserName: string) =>
  plane.admin.iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }))

test("a group's denial beats what the user itself is allowed, and names the policy that denies", async () => {
  const { iam } = await plane.user('allowed', saying('Allow', 'iam:ListUsers', 'iam:GetUser'))
  await iam.send(new ListUsersCommand({}))
  await makeGroup('Forbidden', saying('Deny', 'iam:ListUsers'))
  await join('Forbidden', 'allowed')
  const inline = await refusal(iam.send(new ListUsersCommand({})))
  expect(inline).toMatchObject({
    code: 'AccessDenied',
    message: expect.stringMatching(/ with an explicit deny in an identity-based policy$/),
  })
  const PolicyDocument = JSON.stringify(saying('Deny', 'iam:GetUser'))
  const { Policy } = await plane.admin.iam.send(new CreatePolicyCommand({ PolicyName: 'NoGetUser', PolicyDocument }))
  const PolicyArn = Policy!.Arn!
  await plane.admin.iam.send(new AttachGroupPolicyCommand({ GroupName: 'Forbidden', PolicyArn }))
  expect(await refusal(iam.send(new GetUserCommand({})))).toMatchObject({
    code: 'AccessDenied',
    message: expect.stringContaining(`with an explicit deny in an identity-based policy: ${PolicyArn}`),
  })
})

test('joining and leaving take effect on the next call', async () => {
  const { iam } = await plane.user('comes-and-goes')
  await makeGroup('Listers', saying('Allow', 'iam:ListUsers'))
  const may = async () => (await refusal(iam.send(new ListUsersCommand({}))).catch(() => undefined)) === undefined
  for (let round = 0; round < 3; round++) {
    expect(await may()).toBe(false)
    await join('Listers', 'comes-and-goes')
    expect(await may()).toBe(true)
    await plane.admin.iam.send(new UpdateGroupCommand({ GroupName: 'Listers', NewGroupName: 'LISTERS' }))
    expect(await may()).toBe(true)
    await leave('Listers', 'comes-and-goes')
  }
  expect(await may()).toBe(false)
})

test("a group's policies are nothing to others: users outside, and groups of another account with its name", async () => {
  const outside = await plane.user('outside')
  const other = await plane.account('other')
  await other.iam.send(new CreateGroupCommand({ GroupName: 'Shared' }))
  await makeGroup('Shared', saying('Allow', '*'))
  await join('Shared', 'outside')
  await outside.iam.send(new ListUsersCommand({}))
  await leave('Shared', 'outside')
  const UserName = 'outside'
  const foreign = other.iam.send(new AddUserToGroupCommand({ GroupName: 'Shared', UserName }))
  expect(await refusal(foreign)).toMatchObject({ code: 'NoSuchEntity' })
  expect(await refusal(outside.iam.send(new ListUsersCommand({})))).toMatchObject({ code: 'AccessDenied' })
})
