// A session from its start to its end, with both ends scripted: what each is told, and what the API says of it.
import { DescribeSessionsCommand, ResumeSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import { refusal } from '@hostler/testkit/refusal'
import { openClient } from '@hostler/testkit/session-ends'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SessionPlane } from './session-plane.ts'

let sessions: SessionPlane

beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

const text = (payload: Uint8Array) => Buffer.from(payload).toString()
const lastWords = async (end: { next(type: string): Promise<{ payload: Uint8Array }> }) =>
  readChannelClosed((await end.next(messageTypes.channelClosed)).payload)!.output

describe('a session', () => {
  test('is told to the host with its document, owner and name, and its URL leads back the way the call came', async () => {
    const begun = await sessions.begin()
    expect(begun.SessionId).toMatch(/^admin-[0-9a-f]{17}$/)
    const base = sessions.plane.url.replace('http', 'ws')
    expect(begun.StreamUrl).toBe(`${base}/v1/data-channel/${begun.SessionId}?role=publish_subscribe`)
    expect(await sessions.host.toldToStart()).toMatchObject({
      DocumentName: 'SSM-SessionManagerRunShell',
      DocumentContent: { schemaVersion: '1.0', sessionType: 'Standard_Stream' },
      SessionId: begun.SessionId,
      Parameters: {},
      RunAsUser: '',
      SessionOwner: `arn:aws:iam::${sessions.plane.accountId}:user/admin`,
      TargetName: 'web-1',
    })
    expect(await sessions.find(begun.SessionId!, 'Active')).toMatchObject({ Status: 'Connecting' })
  })

  test('names the host user that whoever starts it is tagged with', async () => {
    const Statement = { Effect: 'Allow', Action: 'ssm:StartSession', Resource: '*' }
    const tags = [{ Key: 'SSMSessionRunAs', Value: 'deploy' }]
    const user = await sessions.plane.user('tagged', { Version: '2012-10-17', Statement }, tags)
    await sessions.begin(user)
    expect(await sessions.host.toldToStart()).toMatchObject({ RunAsUser: 'deploy' })
  })

  test('passes bytes and acknowledgements both ways', async () => {
    const { sessionId, host, client } = await sessions.open()
    host.send(messageTypes.output, '日本語 $ ')
    const output = await client.next(messageTypes.output)
    expect(text(output.payload)).toBe('日本語 $ ')
    client.acknowledge(output)
    expect((await host.next(messageTypes.acknowledge)).flags).toBe(3)
    client.send(messageTypes.input, 'ls\n')
    const input = await host.next(messageTypes.input)
    expect(text(input.payload)).toBe('ls\n')
    host.acknowledge(input)
    await client.next(messageTypes.acknowledge)
    expect(await sessions.find(sessionId, 'Active')).toMatchObject({ Status: 'Connected', Target: sessions.target })
  })

  test('ends when its program does: the client gets the rest and leaves, the host is acknowledged', async () => {
    const { sessionId, host, client } = await sessions.open()
    host.send(messageTypes.output, 'bye')
    host.say(messageTypes.agentSessionState, { SchemaVersion: 1, SessionState: 'Terminating', SessionId: sessionId })
    expect(text((await client.next(messageTypes.output)).payload)).toBe('bye')
    expect(await lastWords(client)).toBe('')
    sessions.host.complete(sessionId)
    await sessions.host.control.next(messageTypes.agentTaskAcknowledge)
    expect(await sessions.find(sessionId, 'History')).toMatchObject({ Status: 'Terminated' })
  })

  test('that failed on the host shows why, said twice or once', async () => {
    const { sessionId, client } = await sessions.open()
    sessions.host.complete(sessionId, 'Failed', 'no such user')
    sessions.host.complete(sessionId, 'Failed', 'no such user')
    expect(await lastWords(client)).toBe('no such user')
    await sessions.host.control.next(messageTypes.agentTaskAcknowledge)
    await sessions.host.control.next(messageTypes.agentTaskAcknowledge)
    expect(await sessions.find(sessionId, 'History')).toMatchObject({ Status: 'Failed', Details: 'no such user' })
  })

  test('that ends before its client comes tells it when it comes', async () => {
    const begun = await sessions.begin()
    await sessions.host.toldToStart()
    const host = await sessions.host.join(begun.SessionId!)
    host.send(messageTypes.output, 'early')
    await host.settled()
    sessions.host.complete(begun.SessionId!, 'Failed', 'too early')
    await sessions.host.control.next(messageTypes.agentTaskAcknowledge)
    const client = await openClient(begun)
    expect(text((await client.next(messageTypes.output)).payload)).toBe('early')
    expect(await lastWords(client)).toBe('too early')
  })

  test('is ended by TerminateSession at both ends, and the client sees who did it', async () => {
    const { sessionId, client } = await sessions.open()
    const other = await sessions.plane.user('guard', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'ssm:TerminateSession', Resource: '*' },
    })
    await other.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }))
    expect(await lastWords(client)).toContain('user/guard')
    const told = await sessions.host.control.next(messageTypes.channelClosed)
    expect(readChannelClosed(told.payload)).toMatchObject({ sessionId })
    await other.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }))
    const unknown = other.ssm.send(new TerminateSessionCommand({ SessionId: 'guard-0123456789abcdef0' }))
    expect(await refusal(unknown)).toMatchObject({ code: 'ValidationException' })
  })

  test('goes on with another socket of its client, without losing a message', async () => {
    const { sessionId, host, client } = await sessions.open()
    host.send(messageTypes.output, 'one')
    client.acknowledge(await client.next(messageTypes.output))
    await host.next(messageTypes.acknowledge)
    client.close()
    host.send(messageTypes.output, 'two')
    host.send(messageTypes.output, 'three')
    await expect.poll(async () => (await sessions.find(sessionId, 'Active'))?.Status).toBe('Disconnected')
    const resumed = await sessions.plane.admin.ssm.send(new ResumeSessionCommand({ SessionId: sessionId }))
    const again = await openClient(resumed)
    expect(text((await again.next(messageTypes.output)).payload)).toBe('two')
    expect(text((await again.next(messageTypes.output)).payload)).toBe('three')
    const ended = await sessions.plane.admin.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }))
    const late = await sessions.plane.admin.ssm.send(new ResumeSessionCommand({ SessionId: ended.SessionId }))
    expect(late.TokenValue).toBeUndefined()
  })

  test('goes on with another socket of its host, without losing or repeating a message', async () => {
    const { sessionId, host, client } = await sessions.open()
    client.send(messageTypes.input, 'typed before')
    await host.next(messageTypes.input)
    host.close()
    await host.closed
    client.send(messageTypes.input, 'typed meanwhile')
    const again = await sessions.host.join(sessionId)
    expect(text((await again.next(messageTypes.input)).payload)).toBe('typed before')
    expect(text((await again.next(messageTypes.input)).payload)).toBe('typed meanwhile')
  })
})

describe('StartSession', () => {
  test('refuses a target that does not exist, is not connected, or is of another account', async () => {
    const offline = await sessions.plane.host()
    const foreign = await sessions.plane.account('foreign')
    const refused = [
      sessions.begin(undefined, { Target: 'i-00000000000000000' }),
      sessions.begin(undefined, { Target: offline.instanceId }),
      sessions.begin(foreign),
    ]
    for (const each of refused) expect(await refusal(each)).toMatchObject({ code: 'TargetNotConnected' })
  })

  test('refuses documents and parameters that no agent could read, before one hears of them', async () => {
    const documents = [
      [{ DocumentName: 'Nope' }, 'InvalidDocument'],
      [{ DocumentName: 'AWS-StartInteractiveCommand' }, 'InvalidParameters'],
      [{ DocumentName: 'AWS-StartInteractiveCommand', Parameters: { foo: ['x'] } }, 'InvalidParameters'],
    ] as const
    for (const [input, code] of documents) {
      expect(await refusal(sessions.begin(undefined, input as object))).toMatchObject({ code })
    }
    await sessions.host.control.settled()
    expect(sessions.host.control.received.map(({ type }) => type)).not.toContain(messageTypes.startSession)
  })

  test('tells an agent of one session after the other, none is lost', async () => {
    const begun = await Promise.all(Array.from({ length: 6 }, () => sessions.begin()))
    const told = []
    for (let i = 0; i < begun.length; i++) told.push((await sessions.host.toldToStart())['SessionId'])
    expect(new Set(told)).toEqual(new Set(begun.map(({ SessionId }) => SessionId)))
  })
})

describe('DescribeSessions', () => {
  test('filters by what it knows, page by page to the end, and shows nothing to other accounts', async () => {
    const { ssm } = sessions.plane.admin
    const all: string[] = []
    let NextToken: string | undefined
    do {
      const page: { Sessions?: { SessionId?: string }[]; NextToken?: string } = await ssm.send(
        new DescribeSessionsCommand({ State: 'History', MaxResults: 2, NextToken }),
      )
      all.push(...page.Sessions!.map(({ SessionId }) => SessionId!))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(3)
    const list = async (key: string, value: string) => {
      const Filters = [{ key: key as never, value }]
      return (await ssm.send(new DescribeSessionsCommand({ State: 'History', Filters }))).Sessions!.length
    }
    expect(await list('Target', sessions.target)).toBe(all.length)
    expect(await list('Target', 'i-00000000000000000')).toBe(0)
    expect(await list('Owner', `arn:aws:iam::${sessions.plane.accountId}:user/admin`)).toBe(all.length)
    expect(await list('Status', 'Failed')).toBeGreaterThan(0)
    expect(await list('InvokedAfter', '2020-01-01T00:00:00Z')).toBe(all.length)
    expect(await list('InvokedBefore', '2020-01-01T00:00:00Z')).toBe(0)
    const foreign = await sessions.plane.account('foreign-again')
    expect((await foreign.ssm.send(new DescribeSessionsCommand({ State: 'History' }))).Sessions).toEqual([])
    const bad = ssm.send(new DescribeSessionsCommand({ State: 'History', NextToken: 'x' }))
    expect(await refusal(bad)).toMatchObject({ code: 'InvalidNextToken' })
  })
})
