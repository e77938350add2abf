// Where sessions are to be logged, on its way to the agent, and where they were, on its way back.
import {
  CreateDocumentCommand,
  type CreateDocumentCommandInput,
  DeleteDocumentCommand,
  UpdateDocumentCommand,
} from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { readChannelClosed } from '@hostler/channel/payloads/channel-closed'
import type { SessionEnd } from '@hostler/testkit/session-ends'
import { refusal } from '@hostler/testkit/refusal'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SessionPlane } from './session-plane.ts'

const Name = 'SSM-SessionManagerRunShell'
const logInputs = {
  s3BucketName: 'logs-of-sessions',
  s3KeyPrefix: 'prod/{{ssm:/stage}}',
  s3EncryptionEnabled: true,
  cloudWatchLogGroupName: '/sessions',
  cloudWatchEncryptionEnabled: 'False',
  cloudWatchStreamingEnabled: true,
}

let sessions: SessionPlane
beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

function documentOf(inputs: object, name = Name, more: object = {}): CreateDocumentCommandInput {
  const content = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs, ...more }
  return { Name: name, DocumentType: 'Session', Content: JSON.stringify(content) }
}
const lastWords = async (end: SessionEnd) =>
  readChannelClosed((await end.next(messageTypes.channelClosed)).payload)!.output

describe('preferences', () => {
  afterEach(() => sessions.plane.admin.ssm.send(new DeleteDocumentCommand({ Name })))

  test('reach the agent as they are written, where the stock agent reads them', async () => {
    await sessions.plane.admin.ssm.send(new CreateDocumentCommand(documentOf(logInputs)))
    await sessions.begin()
    const { DocumentContent } = await sessions.host.toldToStart()
    expect(DocumentContent).toMatchObject({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: logInputs })
  })

  test('that the stock agent would drop without a word are refused when they are written', async () => {
    await sessions.plane.admin.ssm.send(new CreateDocumentCommand(documentOf({})))
    for (const bad of [{ s3EncryptionEnabled: 'maybe' }, { cloudWatchStreamingEnabled: 'true' }, { s3BucketName: 5 }]) {
      const { Content } = documentOf(bad)
      const update = new UpdateDocumentCommand({ Name, Content, DocumentVersion: '$LATEST' })
      expect((await refusal(sessions.plane.admin.ssm.send(update))).code).toBe('InvalidDocumentContent')
    }
  })
})

test('a document of its own says for itself where its sessions are logged, with parameters', async () => {
  const parameters = { bucket: { type: 'String', default: 'usual' } }
  const inputs = { s3BucketName: '{{ bucket }}', s3EncryptionEnabled: false }
  await sessions.plane.admin.ssm.send(new CreateDocumentCommand(documentOf(inputs, 'LoggedShell', { parameters })))
  await sessions.begin(undefined, { DocumentName: 'LoggedShell', Parameters: { bucket: ['audit'] } })
  expect(await sessions.host.toldToStart()).toMatchObject({
    DocumentContent: { inputs, parameters },
    Parameters: { bucket: 'audit' },
  })
})

describe('of a session that has ended', () => {
  const log = { S3Bucket: 'logs', S3UrlSuffix: 'pre fix/a+b.log', CwlGroup: '/sessions', CwlStream: 'a-1' }

  async function ended(told: Readonly<Record<string, unknown>>) {
    const { sessionId, host, client } = await sessions.open()
    host.say(messageTypes.agentSessionState, { SchemaVersion: 1, SessionState: 'Terminating', SessionId: sessionId })
    expect(await lastWords(client)).toBe('')
    // The log is brought away while nobody waits.
    await expect.poll(() => sessions.find(sessionId, 'History')).toMatchObject({ Status: 'Terminated', OutputUrl: {} })
    sessions.host.complete(sessionId, 'Success', '', told)
    await sessions.host.control.next(messageTypes.agentTaskAcknowledge)
    return sessionId
  }
  const urlOf = async (sessionId: string) => (await sessions.find(sessionId, 'History'))!.OutputUrl

  test('the list tells where its log is', async () => {
    const sessionId = await ended(log)
    const { url, admin } = sessions.plane
    await expect
      .poll(() => urlOf(sessionId))
      .toEqual({
        S3OutputUrl: `${url}/logs/pre%20fix/a%2Bb.log`,
        CloudWatchOutputUrl: `${url}/cloudwatch/home?region=${admin.region}#logEventViewer:group=/sessions;stream=a-1`,
      })
  })

  test('nothing is told that is no name, or no place', async () => {
    const nonsense = { S3Bucket: 'logs', S3UrlSuffix: 'x'.repeat(5000), CwlGroup: 5, CwlStream: 'a\nb' }
    const sessionId = await ended(nonsense)
    await sessions.host.control.settled()
    expect(await urlOf(sessionId)).toEqual({})
  })

  test('what was told first stays', async () => {
    const sessionId = await ended({ S3Bucket: 'logs', S3UrlSuffix: 'first.log' })
    await expect.poll(() => urlOf(sessionId)).toEqual({ S3OutputUrl: `${sessions.plane.url}/logs/first.log` })
    sessions.host.complete(sessionId, 'Success', '', { S3Bucket: 'logs', S3UrlSuffix: 'second.log' })
    await sessions.host.control.next(messageTypes.agentTaskAcknowledge)
    await sessions.host.control.settled()
    expect(await urlOf(sessionId)).toEqual({ S3OutputUrl: `${sessions.plane.url}/logs/first.log` })
  })

  test('that could not be because of its log, its user reads why', async () => {
    const why = "We couldn't start the session because encryption is not set up on the selected Amazon S3 bucket."
    const { sessionId, client } = await sessions.open()
    sessions.host.complete(sessionId, 'Failed', why)
    expect(await lastWords(client)).toBe(why)
    await expect.poll(() => sessions.find(sessionId, 'History')).toMatchObject({ Status: 'Failed', Details: why })
  })
})
