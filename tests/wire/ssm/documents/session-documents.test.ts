// What StartSession makes of documents; how a session goes is told elsewhere.
import { DescribeSessionsCommand, StartSessionCommand, type StartSessionCommandInput } from '@aws-sdk/client-ssm'
import { enableHostManagement, makeHostManagementRole } from '@hostler/testkit/default-host-management'
import { refusal } from '@hostler/testkit/refusal'
import { openControlChannel } from '@hostler/testkit/scripted-channel'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { create, update } from './documents.ts'

let plane: TestPlane
let Target: string
beforeAll(async () => {
  plane = await startTestPlane()
  await makeHostManagementRole(plane.admin)
  await enableHostManagement(plane.admin)
  const host = await plane.host()
  const token = await host.join()
  await host.ping(token)
  await openControlChannel(host, token)
  Target = host.instanceId
})
afterAll(() => plane.close())

const start = (input: Partial<StartSessionCommandInput> = {}, { ssm }: TestClients = plane.admin) =>
  ssm.send(new StartSessionCommand({ Target, ...input }))

async function started(input: Partial<StartSessionCommandInput> = {}) {
  const { SessionId } = await start(input)
  const Filters = [{ key: 'SessionId' as const, value: SessionId! }]
  const { Sessions } = await plane.admin.ssm.send(new DescribeSessionsCommand({ State: 'Active', Filters }))
  return Sessions![0]!
}

const preferences = (inputs: object) => JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs })

test('the account’s preferences are in force once they are the default version', async () => {
  expect(await started()).toMatchObject({ DocumentName: 'SSM-SessionManagerRunShell' })
  expect((await refusal(start({ DocumentName: 'SSM-SessionManagerRunShell' }))).code).toBe('InvalidDocument')
  await create(plane.admin, 'SSM-SessionManagerRunShell', { Content: preferences({ maxSessionDuration: '30' }) })
  expect(await started()).toMatchObject({ MaxSessionDuration: '30' })
  await update(plane.admin, 'SSM-SessionManagerRunShell', { Content: preferences({ maxSessionDuration: '90' }) })
  expect(await started()).toMatchObject({ MaxSessionDuration: '30' })
  expect(await started({ DocumentName: 'SSM-SessionManagerRunShell:2' })).toMatchObject({ MaxSessionDuration: '90' })
})

test('a document is named by name, by ARN and by version', async () => {
  await create(plane.admin, 'own-shell')
  const arn = `arn:aws:ssm:${testRegion}:${plane.accountId}:document/own-shell`
  for (const DocumentName of ['own-shell', arn, `${arn}:1`, 'own-shell:1']) {
    expect(await started({ DocumentName })).toMatchObject({ DocumentName: 'own-shell' })
  }
  for (const DocumentName of ['missing', 'own-shell:2', arn.replace(testRegion, 'us-east-1'), 'AWS-Missing']) {
    expect(await refusal(start({ DocumentName }))).toMatchObject({ code: 'InvalidDocument', status: 400 })
  }
})

test('a document that is for no session is refused', async () => {
  const Content = JSON.stringify({ schemaVersion: '1.2', runtimeConfig: { 'aws:runShellScript': {} } })
  await create(plane.admin, 'a-command', { Content, DocumentType: 'Command' })
  expect(await refusal(start({ DocumentName: 'a-command' }))).toEqual({
    code: 'InvalidDocument',
    status: 400,
    message:
      'Document a-command cannot be used for a session: it is of type Command, and a session takes one of type Session.',
  })
})

test('parameters are kept to their rules before the host hears of them', async () => {
  const DocumentName = 'AWS-StartInteractiveCommand'
  await started({ DocumentName, Parameters: { command: ['top'] } })
  const refused = async (Parameters?: Record<string, string[]>) => {
    const { status, message } = await refusal(start({ DocumentName, ...(Parameters && { Parameters }) }))
    return [status, message]
  }
  expect(await refused()).toEqual([400, 'Parameter "command" requires a value.'])
  expect(await refused({ command: ['a', 'b'] })).toEqual([400, 'Parameter "command" takes exactly one value.'])
  expect(await refused({ command: ['top'], commands: ['x'] })).toEqual([
    400,
    'Parameter "commands" is not declared in the document.',
  ])
})

test('a version in the name does not lead round a statement about the document', async () => {
  await create(plane.admin, 'guarded')
  const Resource = `arn:aws:ssm:${testRegion}:${plane.accountId}:document/guarded`
  const Statement = [
    { Effect: 'Allow', Action: 'ssm:StartSession', Resource: '*' },
    { Effect: 'Deny', Action: 'ssm:StartSession', Resource },
  ]
  const user = await plane.user('kept-out', { Version: '2012-10-17', Statement })
  await start({}, user)
  for (const DocumentName of ['guarded', 'guarded:1', Resource, `${Resource}:1`]) {
    expect((await refusal(start({ DocumentName }, user))).code).toBe('AccessDeniedException')
  }
})
