import { describe, expect, test } from 'vitest'
import { checkContent } from './check-content.ts'
import type { DocumentType } from './document.ts'

function refusalOf(type: DocumentType, content: object): string | undefined {
  try {
    checkContent(type, content as Record<string, unknown>)
    return undefined
  } catch (error) {
    const { key, message } = error as { key: string; message: string }
    return `${key}: ${message}`
  }
}

const session = (change: object = {}) => ({ schemaVersion: '1.0', sessionType: 'Standard_Stream', ...change })
const inputs = (change: object) => session({ inputs: change })
const interactive = (linux: object, change: object = {}) =>
  session({ sessionType: 'InteractiveCommands', properties: { linux }, ...change })
const plain = (linux: object) => session({ sessionType: 'NonInteractiveCommands', properties: { linux } })
const port = (properties: object) => session({ sessionType: 'Port', properties })
const parameters = (change: object) => session({ parameters: change })

describe('a Session document may have', () => {
  test.each([
    ['nothing but its type', session()],
    ['empty members', session({ description: '', inputs: {}, parameters: {}, properties: {} })],
    ['no parameters and properties in so many words', session({ parameters: null, properties: null })],
    [
      'flags as Go reads them',
      inputs({ s3EncryptionEnabled: 'T', cloudWatchEncryptionEnabled: '', runAsEnabled: 'FALSE' }),
    ],
    ['flags from parameters', session({ inputs: { runAsEnabled: '{{ x }}' }, parameters: { x: { type: 'String' } } })],
    [
      'flags from the parameter store',
      inputs({ runAsEnabled: '{{ssm:/run/as}}', runAsDefaultUser: '{{ ssm:user:3 }}' }),
    ],
    ['the longest times', inputs({ idleSessionTimeout: '60', maxSessionDuration: '1440' })],
    ['the shortest times', inputs({ idleSessionTimeout: '1', maxSessionDuration: '1' })],
    ['other programs’ braces', inputs({ shellProfile: { linux: "docker ps --format '{{.Names}} {{json .}}'" } })],
    ['commands of one system', interactive({ commands: 'top' })],
    ['separators', plain({ commands: 'ls', separateOutputStream: 'True', stdOutSeparatorPrefix: 'a:_-\r\n' })],
    ['a port without type', port({ portNumber: '22' })],
    [
      'a socket',
      port({ portNumber: '22', type: 'LocalPortForwarding', localUnixSocket: '/x', localConnectionType: 'unix' }),
    ],
    ['limits as text', parameters({ x: { type: 'String', minChars: '1', maxChars: 9, default: 'abc' } })],
  ])('%s', (_what, content) => {
    expect(refusalOf('Session', content)).toBeUndefined()
  })
})

describe('a Session document is refused', () => {
  test.each([
    ['another schema', session({ schemaVersion: '1.2' }), 'document-schema.invalid'],
    ['a schema that is a number', session({ schemaVersion: 1 }), 'document-schema.invalid'],
    ['an unknown type', session({ sessionType: 'Foo' }), 'sessionType'],
    ['no type', { schemaVersion: '1.0' }, 'sessionType'],
    ['a misspelt member', session({ input: {} }), 'Unknown names in the document: [input]'],
    ['a description that is a list', session({ description: [] }), 'description'],
    ['inputs that are a list', session({ inputs: [] }), 'inputs'],
    ['a misspelt input', inputs({ idleTimeout: '5' }), 'Unknown names in inputs: [idleTimeout]'],
    ['a flag that is neither', inputs({ s3EncryptionEnabled: 'maybe' }), 'inputs.s3EncryptionEnabled'],
    ['a flag that is a number', inputs({ runAsEnabled: 1 }), 'inputs.runAsEnabled'],
    ['a flag that is null', inputs({ runAsEnabled: null }), 'inputs.runAsEnabled'],
    ['streaming as text', inputs({ cloudWatchStreamingEnabled: 'true' }), 'cloudWatchStreamingEnabled'],
    ['a bucket that is a number', inputs({ s3BucketName: 1 }), 'inputs.s3BucketName'],
    ['times that are numbers', inputs({ idleSessionTimeout: 20 }), 'inputs.idleSessionTimeout'],
    ['an idle time beyond an hour', inputs({ idleSessionTimeout: '61' }), '"1" to "60"'],
    ['no time at all', inputs({ maxSessionDuration: '0' }), '"1" to "1440"'],
    ['more than a day', inputs({ maxSessionDuration: '1441' }), '"1" to "1440"'],
    ['parts of minutes', inputs({ maxSessionDuration: '1.5' }), 'maxSessionDuration'],
    ['a time from the parameter store', inputs({ idleSessionTimeout: '{{ssm:x}}' }), 'idleSessionTimeout'],
    ['a profile of another system', inputs({ shellProfile: { macos: 'x' } }), 'inputs.shellProfile'],
    ['a profile that is a list', inputs({ shellProfile: { linux: ['x'] } }), 'inputs.shellProfile.linux'],
    ['properties of a shell', session({ properties: { linux: { commands: 'x' } } }), 'has no properties'],
    ['commands without properties', session({ sessionType: 'InteractiveCommands' }), 'must have properties'],
    ['commands of no system', session({ sessionType: 'InteractiveCommands', properties: {} }), 'linux, windows, macos'],
    ['commands of an unknown system', session({ sessionType: 'InteractiveCommands', properties: { bsd: {} } }), 'bsd'],
    ['empty commands', interactive({ commands: ' ' }), 'properties.linux.commands'],
    ['a list of commands', interactive({ commands: ['ls'] }), 'properties.linux.commands'],
    ['elevation as text', interactive({ commands: 'x', runAsElevated: 'true' }), 'runAsElevated'],
    ['separators of a terminal', interactive({ commands: 'x', stdOutSeparatorPrefix: 'a' }), 'stdOutSeparatorPrefix'],
    ['separators with spaces', plain({ commands: 'x', stdErrSeparatorPrefix: 'a b' }), 'stdErrSeparatorPrefix'],
    ['long separators', plain({ commands: 'x', stdErrSeparatorPrefix: 'a'.repeat(31) }), 'stdErrSeparatorPrefix'],
    [
      'output neither together nor apart',
      plain({ commands: 'x', separateOutputStream: 'both' }),
      'separateOutputStream',
    ],
    ['a port that is a number', port({ portNumber: 22 }), 'properties.portNumber'],
    ['an empty port', port({ portNumber: '' }), 'properties.portNumber'],
    ['another forwarding', port({ portNumber: '22', type: 'Remote' }), 'properties.type'],
    ['an undeclared parameter', interactive({ commands: 'x {{command}}' }), 'Parameter "command" is not declared'],
    [
      'an undeclared name of every object',
      interactive({ commands: '{{ constructor }}' }),
      '"constructor" is not declared',
    ],
    ['a broken reference to the store', inputs({ runAsDefaultUser: '{{ ssm:a b }}' }), '{{ ssm:name }}'],
    ['parameters as a list', parameters([]), 'parameters must be an object'],
    [
      'a parameter’s name',
      parameters({ event_type: { type: 'String' } }),
      'Parameter name "event_type" is not alpha-numeric.',
    ],
    ['a parameter’s type', parameters({ x: { type: 'Boolean' } }), 'Parameter "x" has no known type'],
    ['a parameter without type', parameters({ x: {} }), 'Parameter "x" has no known type'],
    ['a parameter’s member', parameters({ x: { type: 'String', defaults: '' } }), 'defaults'],
    ['a list as a text’s default', parameters({ x: { type: 'String', default: ['a'] } }), 'is no String'],
    ['a text as a list’s default', parameters({ x: { type: 'StringList', default: 'a' } }), 'is no StringList'],
    [
      'a default against the pattern',
      parameters({ x: { type: 'String', default: 'b', allowedPattern: '^a$' } }),
      'not matching "^a$"',
    ],
    [
      'a default against the values',
      parameters({ x: { type: 'String', default: 'b', allowedValues: ['a'] } }),
      'not in [a]',
    ],
    ['values that are numbers', parameters({ x: { type: 'String', allowedValues: [1] } }), 'allowedValues'],
    ['a pattern for another engine', parameters({ x: { type: 'String', allowedPattern: '(?=a)' } }), 'allowedPattern'],
    ['a pattern that looks back', parameters({ x: { type: 'String', allowedPattern: '(a)\\1' } }), 'allowedPattern'],
    [
      'a pattern that explodes',
      parameters({ x: { type: 'String', allowedPattern: '((a{99}){99}){99}' } }),
      'allowedPattern',
    ],
    [
      'a pattern of a thousand',
      parameters({ x: { type: 'String', allowedPattern: 'a'.repeat(1_025) } }),
      'longer than 1024',
    ],
    ['limits that are no numbers', parameters({ x: { type: 'String', maxChars: 'many' } }), 'maxChars'],
    ['interpolation', parameters({ x: { type: 'String', interpolationType: 'ENV_VAR' } }), 'interpolationType'],
  ])('for %s', (_what, content, message) => {
    expect(refusalOf('Session', content)).toContain(message)
  })

  test('for two hundred and one parameters', () => {
    const many = (count: number) =>
      parameters(Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, { type: 'String' }])))
    expect(refusalOf('Session', many(200))).toBeUndefined()
    expect(refusalOf('Session', many(201))).toContain('at most 200 parameters')
  })
})

const step = (change: object = {}) => ({
  action: 'aws:runShellScript',
  name: 'run',
  inputs: { runCommand: ['ls'] },
  ...change,
})
const command = (schemaVersion: string, ...mainSteps: unknown[]) => ({ schemaVersion, mainSteps })
const first = (runtimeConfig: unknown) => ({ schemaVersion: '1.2', runtimeConfig })
const only = (platform: string) => ({ StringEquals: ['platformType', platform] })

describe('Command and Policy documents', () => {
  test.each([
    [first({ 'aws:runShellScript': { properties: [] } }), ['Linux', 'MacOS']],
    [first({ 'aws:runPowerShellScript': {} }), ['Windows', 'Linux', 'MacOS']],
    [command('2.2', step()), ['Linux', 'MacOS']],
    [command('2.2', step({ precondition: only('Linux') })), ['Linux']],
    [command('2.2', step({ precondition: { StringEquals: ['windows', 'platformType'] } })), ['Windows']],
    [
      command(
        '2.2',
        step({ precondition: only('MacOS') }),
        step({ name: 'b', action: 'aws:runPowerShellScript', precondition: only('Windows') }),
      ),
      ['Windows', 'MacOS'],
    ],
    [command('2.0.3', step({ action: 'aws:configurePackage', inputs: null })), ['Windows', 'Linux', 'MacOS']],
  ])('%j runs on %j', (content, platformTypes) => {
    expect(checkContent('Command', content).platformTypes).toEqual(platformTypes)
  })

  test.each<[DocumentType, object, string]>([
    ['Command', command('2.1', step()), 'document-schema.invalid: Document schema version, 2.1,'],
    ['Command', command('0.3', step()), 'document-schema.invalid'],
    ['Policy', first({ 'aws:softwareInventory': {} }), 'document-schema.invalid'],
    ['Command', first({}), 'runtimeConfig'],
    ['Command', first({ 'aws:runShellScript': [] }), 'runtimeConfig.aws:runShellScript'],
    ['Command', { ...first({ a: {} }), mainSteps: [] }, 'Unknown names in the document: [mainSteps]'],
    ['Command', command('2.2'), 'mainSteps'],
    ['Command', command('2.2', 'x'), 'Step 1'],
    ['Command', command('2.2', step({ name: 'a b' })), 'name of step 1'],
    ['Command', command('2.2', step(), step()), 'Two steps have the name run'],
    ['Command', command('2.2', step({ action: 'run' })), 'action of step run'],
    ['Command', command('2.2', step({ inputs: [] })), 'inputs of step run'],
    ['Command', command('2.0', step({ precondition: only('Linux') })), 'precondition'],
    ['Command', command('2.2', step({ precondition: only('BSD') })), 'precondition'],
    ['Command', command('2.2', step({ precondition: { StringEquals: ['platformType'] } })), 'precondition'],
    ['Command', command('2.2', step({ precondition: { NotEquals: ['a', 'b'] } })), 'precondition'],
    ['Command', command('2.2', step({ inputs: { runCommand: ['{{ else }}'] } })), 'Parameter "else" is not declared'],
    ['Automation', command('3.0', step()), 'document-content.invalid: Document schema version is invalid. Value: 3.0'],
    ['Automation', { ...command('0.3', step()), assumeRole: 1 }, 'assumeRole'],
    ['Automation', { ...command('0.3', step()), assumeRole: '{{ Role }}' }, 'Parameter "Role" is not declared'],
    ['Automation', command('0.3'), 'mainSteps'],
  ])('%s %j is refused: %s', (type, content, message) => {
    expect(refusalOf(type, content)).toContain(message)
  })

  test('a summary tells parameters as AWS does: what is no text as JSON', () => {
    const content = {
      ...command('2.2', step()),
      description: 'd',
      parameters: {
        list: { type: 'StringList', default: ['a', 'b'], description: 'l' },
        flag: { type: 'Boolean', default: true, allowedValues: [true, false] },
        text: { type: 'String' },
      },
    }
    expect(checkContent('Command', content)).toEqual({
      schemaVersion: '2.2',
      description: 'd',
      platformTypes: ['Linux', 'MacOS'],
      parameters: [
        { name: 'list', type: 'StringList', description: 'l', defaultValue: '["a","b"]' },
        { name: 'flag', type: 'Boolean', defaultValue: 'true' },
        { name: 'text', type: 'String' },
      ],
    })
  })
})
