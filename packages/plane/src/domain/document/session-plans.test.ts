import { beforeEach, describe, expect, test } from 'vitest'
import { shippedData } from '../../config/data-folder.ts'
import { hashOf, loadAwsOwnedDocuments } from './aws-owned-documents.ts'
import { checkContent } from './check-content.ts'
import type { DocumentAt, DocumentType, WholeVersion } from './document.ts'
import { documentNotFound } from './document-name.ts'
import { preferencesDocument } from './session-plan.ts'
import { createSessionPlans } from './session-plans.ts'

const scope = { accountId: '111122223333', region: 'eu-west-1' }
const awsOwned = loadAwsOwnedDocuments(shippedData('documents'))
let own: Map<string, DocumentAt<WholeVersion>>
beforeEach(() => {
  own = new Map()
})

const plans = createSessionPlans({
  findOwn: (_scope, name) => Promise.resolve(own.get(name)),
  async get(_scope, name) {
    const found = own.get(name) ?? awsOwned.find(name)
    if (!found) throw documentNotFound(name)
    return found
  },
})
const plan = (name?: string, parameters: Record<string, string[]> = {}) => plans.plan(scope, name, parameters)
const refusalOf = (name?: string, parameters?: Record<string, string[]>) =>
  plan(name, parameters).then(
    () => undefined,
    (error: { key: string; message: string }) => [error.key, error.message],
  )

/** Keeps a document as it would stand in storage, without checking it when it is no valid one. */
function keep(name: string, content: object, type: DocumentType = 'Session') {
  const text = JSON.stringify(content)
  const createdAt = new Date(0)
  const numbers = { defaultVersion: 1, latestVersion: 1, versionsMade: 1 }
  const summary = { schemaVersion: '1.0', platformTypes: [], parameters: [] }
  own.set(name, {
    document: { name, type, owner: scope.accountId, createdAt, ...numbers },
    version: { version: 1, format: 'JSON', text, createdAt, hash: hashOf(text), summary },
  })
}
const shell = (inputs: object = {}, more: object = {}) => ({
  schemaVersion: '1.0',
  sessionType: 'Standard_Stream',
  inputs,
  ...more,
})

describe('without a document', () => {
  test('a shell with AWS’s defaults is planned', async () => {
    expect(await plan()).toMatchObject({
      documentName: preferencesDocument,
      sessionType: 'Standard_Stream',
      parameters: {},
      idleMinutes: 20,
      content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: {} },
    })
    expect(await plan()).not.toHaveProperty('maxMinutes')
  })

  test('the account’s preferences are in force, log destinations among them', async () => {
    keep(
      preferencesDocument,
      shell({
        idleSessionTimeout: '7',
        maxSessionDuration: '1440',
        runAsEnabled: 'true',
        runAsDefaultUser: 'ops',
        shellProfile: { linux: 'echo {{.}} hello', windows: '' },
        s3BucketName: 'bucket',
        s3EncryptionEnabled: true,
        cloudWatchStreamingEnabled: true,
        kmsKeyId: '',
      }),
    )
    const { idleMinutes, maxMinutes, content } = await plan()
    expect([idleMinutes, maxMinutes]).toEqual([7, 1440])
    expect(content['inputs']).toEqual({
      idleSessionTimeout: '7',
      maxSessionDuration: '1440',
      runAsEnabled: 'true',
      runAsDefaultUser: 'ops',
      shellProfile: { linux: 'echo {{.}} hello', windows: '' },
      s3BucketName: 'bucket',
      s3EncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      kmsKeyId: '',
    })
  })

  test('empty durations mean the defaults', async () => {
    keep(preferencesDocument, shell({ idleSessionTimeout: '', maxSessionDuration: '' }))
    expect(await plan()).toMatchObject({ idleMinutes: 20 })
  })

  test('the name itself needs the document to exist', async () => {
    expect(await refusalOf(preferencesDocument)).toEqual([
      'document.not-found',
      `Document with name ${preferencesDocument} does not exist.`,
    ])
  })

  test('encryption that nobody could give is refused, not left out', async () => {
    keep(preferencesDocument, shell({ kmsKeyId: 'alias/key' }))
    expect(await refusalOf()).toEqual(['document.invalid', expect.stringContaining('kmsKeyId')])
  })

  test('preferences that are no session document are refused', async () => {
    keep(preferencesDocument, shell(), 'Command')
    expect((await refusalOf())?.[0]).toBe('document.invalid')
  })
})

describe('AWS’s documents', () => {
  test('every one of them is a valid session document with parameters as AWS names them', () => {
    const known = awsOwned.list().map(({ document, version }) => {
      const content = JSON.parse(version.text) as Record<string, unknown>
      return [document.name, content['sessionType'], checkContent('Session', content).parameters.map(p => p.name)]
    })
    expect(known).toEqual([
      ['AWS-StartInteractiveCommand', 'InteractiveCommands', ['command']],
      [
        'AWS-StartNonInteractiveCommand',
        'NonInteractiveCommands',
        ['command', 'separateOutputStream', 'stdOutSeparatorPrefix', 'stdErrSeparatorPrefix'],
      ],
      ['AWS-StartPortForwardingSession', 'Port', ['portNumber', 'localPortNumber']],
      ['AWS-StartPortForwardingSessionToRemoteHost', 'Port', ['host', 'portNumber', 'localPortNumber']],
      ['AWS-StartSSHSession', 'Port', ['portNumber']],
    ])
  })

  test('a command is left for the agent to put in, as text and not as a list', async () => {
    const { content, parameters, sessionType } = await plan('AWS-StartInteractiveCommand', {
      command: ['top {{ x }} $$'],
    })
    expect(sessionType).toBe('InteractiveCommands')
    expect(content['properties']).toMatchObject({ linux: { commands: '{{ command }}', runAsElevated: false } })
    expect(parameters).toEqual({ command: 'top {{ x }} $$' })
  })

  test('defaults are filled in', async () => {
    expect((await plan('AWS-StartPortForwardingSession', { portNumber: ['443'] })).parameters).toEqual({
      portNumber: '443',
      localPortNumber: '0',
    })
  })

  test.each([
    ['AWS-StartInteractiveCommand', {}, 'Parameter "command" requires a value.'],
    ['AWS-StartInteractiveCommand', { command: ['a', 'b'] }, 'Parameter "command" takes exactly one value.'],
    ['AWS-StartInteractiveCommand', { command: [] }, 'Parameter "command" takes exactly one value.'],
    ['AWS-StartSSHSession', { portNumber: ['0'] }, 'Parameter "portNumber" has value "[0]" not matching "^('],
    ['AWS-StartSSHSession', { portNumber: ['65536'] }, 'not matching'],
    ['AWS-StartSSHSession', { portNumber: ['22\n'] }, 'not matching'],
    ['AWS-StartSSHSession', { constructor: ['22'] }, 'Parameter "constructor" is not declared in the document.'],
    ['AWS-StartSSHSession', { host: ['x'] }, 'Parameter "host" is not declared in the document.'],
    ['AWS-StartNonInteractiveCommand', { command: ['x'], separateOutputStream: ['maybe'] }, 'not in [True, False'],
    ['AWS-StartNonInteractiveCommand', { command: ['x'], stdOutSeparatorPrefix: ['a b'] }, 'not matching'],
    ['AWS-StartPortForwardingSessionToRemoteHost', { host: ['a;b'] }, 'not matching'],
    ['AWS-StartInteractiveCommand', { command: ['{{ssm:}}'] }, '{{ ssm:name }}'],
  ])('%s refuses %j', async (name, parameters, message) => {
    expect(await refusalOf(name, parameters as Record<string, string[]>)).toEqual([
      'session-parameter.invalid',
      expect.stringContaining(message),
    ])
  })
})

describe('what only shows once values are in', () => {
  const parameters = { flag: { type: 'String' }, list: { type: 'StringList', default: ['a'] } }
  const commands = (text: string) => ({ linux: { commands: text } })
  test.each([
    [shell({ runAsEnabled: '{{ flag }}' }, { parameters }), 'maybe', 'inputs.runAsEnabled'],
    [shell({ idleSessionTimeout: '{{ flag }}' }, { parameters }), '61', 'inputs.idleSessionTimeout'],
    [shell({ maxSessionDuration: '{{flag}}' }, { parameters }), '', undefined],
    [
      { ...shell(), sessionType: 'InteractiveCommands', parameters, properties: commands('{{ list }}') },
      'x',
      'commands',
    ],
    [
      { ...shell(), sessionType: 'InteractiveCommands', parameters, properties: commands('{{ flag }}') },
      ' ',
      'commands',
    ],
    [
      { ...shell(), sessionType: 'InteractiveCommands', parameters, properties: commands('ls {{ list }}') },
      'x',
      undefined,
    ],
  ])('%j with %j: %j', async (content, flag, said) => {
    keep('doc', content)
    const refusal = await refusalOf('doc', { flag: [flag] })
    if (said === undefined) expect(refusal).toBeUndefined()
    else expect(refusal).toEqual(['document.invalid', expect.stringContaining(said)])
  })

  test('an idle time may come from a parameter', async () => {
    keep('doc', shell({ idleSessionTimeout: '{{ flag }}', maxSessionDuration: '9' }, { parameters }))
    expect(await plan('doc', { flag: ['5'] })).toMatchObject({ idleMinutes: 5, maxMinutes: 9 })
  })

  test('lists stay lists', async () => {
    keep('doc', { ...shell(), sessionType: 'InteractiveCommands', parameters, properties: commands('ls {{ list }}') })
    const { parameters: values } = await plan('doc', { flag: ['x'], list: ['1', '2'] })
    expect(values).toEqual({ flag: 'x', list: ['1', '2'] })
  })
})
