// What an account's preferences demand of sessions is demanded of everybody who may do no more than start one.
import { CreateDocumentCommand, UpdateDocumentCommand, UpdateDocumentDefaultVersionCommand } from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import { expect, test } from 'vitest'
import { SessionPlane } from '../wire/ssm/sessions/session-plane.ts'

const Name = 'SSM-SessionManagerRunShell'
const preferences = (inputs: object) =>
  JSON.stringify({ schemaVersion: '1.0', description: 'Shells', sessionType: 'Standard_Stream', inputs })
const startOn = (...Resource: string[]) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'ssm:StartSession', Resource },
})

test('older preferences, which demanded less, are not had by naming their version', async () => {
  const sessions = await SessionPlane.start()
  await using plane = sessions.plane
  const { ssm } = plane.admin
  await ssm.send(new CreateDocumentCommand({ Name, DocumentType: 'Session', Content: preferences({}) }))
  const Content = preferences({ runAsEnabled: true, runAsDefaultUser: 'guest' })
  await ssm.send(new UpdateDocumentCommand({ Name, Content, DocumentVersion: '$LATEST' }))
  await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: '2' }))
  const instances = 'arn:aws:ec2:*:*:instance/*'
  const arn = `arn:aws:ssm:ap-northeast-1:${plane.accountId}:document/${Name}`

  const user = await plane.user('ada', startOn(instances))
  for (const DocumentName of [undefined, Name, arn]) {
    await sessions.begin(user, { DocumentName })
    expect(await sessions.host.toldToStart()).toMatchObject({ DocumentContent: { inputs: { runAsEnabled: true } } })
  }
  for (const DocumentName of [`${Name}:1`, `${Name}:2`, `${arn}:1`]) {
    expect(await refusal(sessions.begin(user, { DocumentName }))).toMatchObject({ code: 'AccessDeniedException' })
  }
  const editor = await plane.user('eve', startOn(instances, arn))
  await sessions.begin(editor, { DocumentName: `${Name}:1` })
  expect(await sessions.host.toldToStart()).toMatchObject({ DocumentContent: { inputs: {} } })
})
