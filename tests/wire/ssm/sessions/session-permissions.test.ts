// Who may have a session, asked when it starts and again while it is open; and what a restart of the plane leaves of it.
import {
  CreateRoleCommand,
  DeleteUserPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { DeleteTagsCommand, CreateTagsCommand } from '@aws-sdk/client-ec2'
import { ResumeSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { refusal } from '@hostler/testkit/refusal'
import { openClient, type SessionEnd } from '@hostler/testkit/session-ends'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const lastWords = async (end: SessionEnd) =>
  readChannelClosed((await end.next(messageTypes.channelClosed)).payload)!.output
const denied = { code: 'AccessDeniedException' }
const noLonger = 'You are no longer allowed to have this session.'

interface Statement {
  readonly Action?: string
  readonly Resource?: string | string[]
  readonly Condition?: object
}

function policy(...statements: Statement[]) {
  const Statement = statements.map(statement => ({
    Effect: 'Allow',
    Action: 'ssm:StartSession',
    Resource: '*',
    ...statement,
  }))
  return { Version: '2012-10-17', Statement }
}

const instanceArn = () => `arn:aws:ec2:ap-northeast-1:${sessions.plane.accountId}:instance/${sessions.target}`

describe('the document of a session', () => {
  test('needs no permission of its own when it is the default one', async () => {
    const user = await sessions.plane.user('default-document', policy({ Resource: instanceArn() }))
    expect(await sessions.begin(user)).toMatchObject({ SessionId: expect.stringMatching(/^default-document-/) })
  })

  test('needs permission when another one is named', async () => {
    const user = await sessions.plane.user('named-document', policy({ Resource: instanceArn() }))
    const input = { DocumentName: 'AWS-StartInteractiveCommand', Parameters: { command: ['ls'] } }
    expect(await refusal(sessions.begin(user, input))).toMatchObject({
      ...denied,
      message: expect.stringContaining('arn:aws:ssm:ap-northeast-1::document/AWS-StartInteractiveCommand'),
    })
  })

  test('is checked also when it is the default one, where a policy demands it', async () => {
    const Condition = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } }
    const without = await sessions.plane.user('check-fails', policy({ Resource: instanceArn(), Condition }))
    expect(await refusal(sessions.begin(without))).toMatchObject(denied)
    const document = `arn:aws:ssm:ap-northeast-1:${sessions.plane.accountId}:document/SSM-SessionManagerRunShell`
    const both = policy({ Resource: [instanceArn(), document], Condition })
    expect(await sessions.begin(await sessions.plane.user('check-passes', both))).toHaveProperty('SessionId')
  })
})

describe('conditions', () => {
  test('see the tags of the instance', async () => {
    const onTag = (value: string) => policy({ Condition: { StringEquals: { 'ssm:resourceTag/Name': [value] } } })
    expect(await sessions.begin(await sessions.plane.user('tag-fits', onTag('web-1')))).toHaveProperty('SessionId')
    const other = await sessions.plane.user('tag-differs', onTag('db-1'))
    expect(await refusal(sessions.begin(other))).toMatchObject(denied)
  })

  test('see the address that the call comes from', async () => {
    const from = (range: string) => policy({ Condition: { IpAddress: { 'aws:SourceIp': range } } })
    expect(await sessions.begin(await sessions.plane.user('near', from('127.0.0.0/8')))).toHaveProperty('SessionId')
    expect(await refusal(sessions.begin(await sessions.plane.user('far', from('203.0.113.0/24'))))).toMatchObject(
      denied,
    )
  })

  test('let users end and resume what they began, and nobody else’s; a name that begins alike is a known hazard', async () => {
    const Resource = 'arn:aws:ssm:*:*:session/${aws:username}-*'
    const own = policy({}, { Action: 'ssm:TerminateSession', Resource }, { Action: 'ssm:ResumeSession', Resource })
    const [alice, alice2, bob] = [
      await sessions.plane.user('alice', own),
      await sessions.plane.user('alice-2', own),
      await sessions.plane.user('bob', own),
    ]
    const { SessionId } = await sessions.begin(alice)
    expect(await refusal(bob.ssm.send(new TerminateSessionCommand({ SessionId })))).toMatchObject(denied)
    expect(await refusal(bob.ssm.send(new ResumeSessionCommand({ SessionId })))).toMatchObject(denied)
    await alice.ssm.send(new TerminateSessionCommand({ SessionId }))
    const hazard = await sessions.begin(alice2)
    await alice.ssm.send(new TerminateSessionCommand({ SessionId: hazard.SessionId }))
  })

  test('know sessions of roles by the tag that tells who began them', async () => {
    const key = 'ssm:resourceTag/aws:ssmmessages:session-id'
    const Condition = { StringLike: { [key]: ['${aws:userid}'] } }
    const one = await roleSession('one', policy({}, { Action: 'ssm:TerminateSession', Condition }))
    const other = await roleSession('other')
    const { SessionId } = await sessions.begin(one)
    expect(SessionId).toMatch(/^one-/)
    expect(await refusal(other.ssm.send(new TerminateSessionCommand({ SessionId })))).toMatchObject(denied)
    await one.ssm.send(new TerminateSessionCommand({ SessionId }))
  })
})

/** A session of the role `crew`, made with its policy by the first who asks. */
async function roleSession(RoleSessionName: string, document?: object) {
  const { iam, sts } = sessions.plane.admin
  const RoleArn = `arn:aws:iam::${sessions.plane.accountId}:role/crew`
  if (document) {
    const trust = { Effect: 'Allow', Principal: { AWS: sessions.plane.accountId }, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: trust })
    await iam.send(new CreateRoleCommand({ RoleName: 'crew', AssumeRolePolicyDocument }))
    const PolicyDocument = JSON.stringify(document)
    await iam.send(new PutRolePolicyCommand({ RoleName: 'crew', PolicyName: 'inline', PolicyDocument }))
  }
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName, DurationSeconds: 900 }))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  return sessions.plane.clients({
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken!,
  })
}

describe('an open session ends with a reason', () => {
  test('when its policy goes', async () => {
    const user = await sessions.plane.user('policy-goes', policy({}))
    const { client } = await sessions.open(user)
    await sessions.plane.admin.iam.send(new DeleteUserPolicyCommand({ UserName: 'policy-goes', PolicyName: 'inline' }))
    expect(await lastWords(client)).toBe(noLonger)
  })

  test('when its key is deactivated', async () => {
    const user = await sessions.plane.user('key-goes', policy({}))
    const { client } = await sessions.open(user)
    const key = { UserName: 'key-goes', AccessKeyId: user.credentials.accessKeyId }
    await sessions.plane.admin.iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    expect(await lastWords(client)).toBe('The access key is no longer active.')
  })

  test('when the tag goes that allowed it', async () => {
    const tags = { Resources: [sessions.target], Tags: [{ Key: 'Open', Value: 'yes' }] }
    await sessions.plane.admin.ec2.send(new CreateTagsCommand(tags))
    const Condition = { StringEquals: { 'aws:ResourceTag/Open': 'yes' } }
    const { client } = await sessions.open(await sessions.plane.user('tag-goes', policy({ Condition })))
    await sessions.plane.admin.ec2.send(new DeleteTagsCommand(tags))
    expect(await lastWords(client)).toBe(noLonger)
  })

  test('when its window closes; both ends of the window are outside it', async () => {
    const at = (seconds: number) => new Date(sessions.plane.clock.now().getTime() + seconds * 1000).toISOString()
    const window = (from: number, until: number) =>
      policy({
        Condition: { DateGreaterThan: { 'aws:CurrentTime': at(from) }, DateLessThan: { 'aws:CurrentTime': at(until) } },
      })
    const user = await sessions.plane.user('window', window(-60, 15))
    const { client, host } = await sessions.open(user)
    await sessions.plane.clock.advance({ seconds: 10 })
    await Promise.all([client.settled(), host.settled()])
    expect(client.received).toEqual([])
    await sessions.plane.clock.advance({ seconds: 10 })
    expect(await lastWords(client)).toBe(noLonger)
    expect(await refusal(sessions.begin(user))).toMatchObject(denied)
    const early = { UserName: 'window', PolicyName: 'inline', PolicyDocument: JSON.stringify(window(60, 120)) }
    await sessions.plane.admin.iam.send(new PutUserPolicyCommand(early))
    expect(await refusal(sessions.begin(user))).toMatchObject(denied)
  })

  test('but not when only the temporary credentials run out that it was begun with', async () => {
    const { client, host } = await sessions.open(await roleSession('lasting'))
    for (let passed = 0; passed < 1_000; passed += 20) {
      await sessions.plane.clock.advance({ seconds: 20 })
      await Promise.all([client.settled(), host.settled(), sessions.host.control.settled()])
    }
    host.send(messageTypes.output, 'still here')
    await client.next(messageTypes.output)
  })
})

describe('a restart of the plane', () => {
  test('ends what had both ends and tells the host when it is back; what waits for its client goes on', async () => {
    const own = await SessionPlane.start()
    const open = await own.open()
    const waiting = await own.begin()
    await own.plane.restart()
    expect(await lastWords(open.client)).toBe('The control plane was restarted.')
    expect(await own.find(open.sessionId, 'History')).toMatchObject({ Details: 'The control plane was restarted.' })
    const host = await own.reopen()
    const told = await host.control.next(messageTypes.channelClosed)
    expect(readChannelClosed(told.payload)).toMatchObject({ sessionId: open.sessionId })
    const [client, end] = [await openClient(waiting), await host.join(waiting.SessionId!)]
    end.send(messageTypes.output, 'here')
    await client.next(messageTypes.output)
    await own.close()
  })
})
