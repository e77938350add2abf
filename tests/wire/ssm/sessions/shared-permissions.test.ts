// Open sessions are asked about again when what allowed them changes elsewhere than with their user.
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteGroupPolicyCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import type { SessionEnd } from '@hostler/testkit/session-ends'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SessionPlane } from './session-plane.ts'

let sessions: SessionPlane
beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const lastWords = async (end: SessionEnd) =>
  readChannelClosed((await end.next(messageTypes.channelClosed)).payload)!.output
const noLonger = 'You are no longer allowed to have this session.'

const allowing = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } })

async function memberOf(GroupName: string, UserName: string) {
  const { iam } = sessions.plane.admin
  await iam.send(new CreateGroupCommand({ GroupName }))
  const inline = { GroupName, PolicyName: 'inline', PolicyDocument: allowing('ssm:StartSession') }
  await iam.send(new PutGroupPolicyCommand(inline))
  const user = await sessions.plane.user(UserName)
  await iam.send(new AddUserToGroupCommand({ GroupName, UserName }))
  return user
}

test('an open session ends when its user leaves the group that allowed it', async () => {
  const { client } = await sessions.open(await memberOf('Operators', 'leaves'))
  const { iam } = sessions.plane.admin
  await iam.send(new RemoveUserFromGroupCommand({ GroupName: 'Operators', UserName: 'leaves' }))
  expect(await lastWords(client)).toBe(noLonger)
})

test("an open session ends when the group's policy goes", async () => {
  const { client } = await sessions.open(await memberOf('Losers', 'stays'))
  const policy = { GroupName: 'Losers', PolicyName: 'inline' }
  await sessions.plane.admin.iam.send(new DeleteGroupPolicyCommand(policy))
  expect(await lastWords(client)).toBe(noLonger)
})

test('an open session ends when the managed policy that allowed it gets another default version', async () => {
  const { iam } = sessions.plane.admin
  const user = await sessions.plane.user('versioned')
  const document = { PolicyName: 'Shells', PolicyDocument: allowing('ssm:StartSession') }
  const PolicyArn = (await iam.send(new CreatePolicyCommand(document))).Policy!.Arn!
  await iam.send(new AttachUserPolicyCommand({ UserName: 'versioned', PolicyArn }))
  const { client } = await sessions.open(user)
  const version = { PolicyArn, PolicyDocument: allowing('ssm:DescribeSessions') }
  await iam.send(new CreatePolicyVersionCommand({ ...version, SetAsDefault: true }))
  expect(await lastWords(client)).toBe(noLonger)
})
