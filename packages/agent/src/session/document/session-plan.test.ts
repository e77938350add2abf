import { expect, test } from 'vitest'
import { planSession, type SessionPlan } from './session-plan.ts'
import type { GetParameters } from './parameter-store.ts'

const stored: GetParameters = async names => {
  const all = new Map([
    ['/app/greeting', { type: 'String', value: 'hello {{ command }}' }],
    ['secret', { type: 'SecureString', value: 'AQICAHh' }],
  ])
  return new Map([...all].filter(([name]) => names.includes(name)))
}

function plan(document: Record<string, unknown>, more = {}, getParameters = stored): Promise<SessionPlan> {
  const order = { sessionId: 'alice-1', parameters: {}, runAsUser: '', owner: '', targetName: '', ...more }
  const whole = { schemaVersion: '1.0', sessionType: 'Standard_Stream', ...document }
  return planSession({ ...order, document: whole }, getParameters, new AbortController().signal)
}

const command = (commands: unknown, more = {}) => ({
  sessionType: 'NonInteractiveCommands',
  properties: { linux: { commands, ...more } },
})

test('preferences say who runs and what is typed first', async () => {
  const inputs = { runAsEnabled: 'True', runAsDefaultUser: 'ops', shellProfile: { linux: 'cd /srv' } }
  expect(await plan({ inputs })).toMatchObject({ runAs: 'ops', shellProfile: 'cd /srv', commands: undefined })
  expect(await plan({ inputs }, { runAsUser: 'alice' })).toMatchObject({ runAs: 'alice' })
  expect(await plan({ inputs: { ...inputs, runAsEnabled: false } }, { runAsUser: 'alice' })).toMatchObject({
    runAs: undefined,
  })
})

test('what the agent does not know is read over', async () => {
  const inputs = { s3BucketName: 'logs', cloudWatchStreamingEnabled: true, idleSessionTimeout: '20', new: [1] }
  expect(await plan({ inputs })).toMatchObject({ sessionType: 'Standard_Stream', runAs: undefined })
})

test('stored parameters are looked up with the values of the others in place, and not looked into', async () => {
  const document = command('echo {{ssm:/app/greeting}} {{ command }}')
  const planned = await plan(document, { parameters: { command: '{{ ssm:/app/greeting }}' } })
  expect(planned).toMatchObject({ commands: 'echo hello {{ command }} hello {{ command }}' })
})

test.each([
  ['missing', 'Parameter Store has no parameter missing for this node.'],
  ['secret', 'Parameter secret is a SecureString, which session documents must not use.'],
])('the stored parameter %s is refused', async (name, words) => {
  await expect(plan(command(`echo {{ssm:${name}}}`))).rejects.toThrow(words)
})

test('a Parameter Store that does not answer is named', async () => {
  const fails: GetParameters = () => Promise.reject(new Error('AccessDeniedException: no'))
  await expect(plan(command('{{ssm:x}}'), {}, fails)).rejects.toThrow('Parameter Store: AccessDeniedException: no')
})

test.each<[Record<string, unknown>, string]>([
  [{ schemaVersion: '2.2' }, 'schema version 2.2 are not supported'],
  [{ sessionType: 'Foo' }, 'Plugin with name Foo is not supported by this version of ssm agent, please update'],
  [{ sessionType: 'Telnet' }, 'Plugin with name Telnet is not supported'],
  [{ sessionType: 'Port' }, 'Port number is empty in session properties.'],
  [{ sessionType: 'Port', properties: { portNumber: 22 } }, 'Unable to remarshal session properties.'],
  [{ sessionType: 'Port', properties: { portNumber: '70000' } }, '70000 is not the number of a port.'],
  [{ sessionType: 'Port', properties: { portNumber: '80', host: ['a'] } }, 'Unable to remarshal session properties.'],
  [{ inputs: { kmsKeyId: 'alias/key' } }, 'encrypted with a KMS key, which this agent does not support'],
  [{ inputs: { runAsEnabled: 'maybe' } }, 'runAsEnabled of the session document must be true or false, not maybe'],
  [{ inputs: { shellProfile: { linux: 5 } } }, 'linux of the session document must be a string'],
  [{ sessionType: 'InteractiveCommands' }, 'Commands cannot be empty for session type InteractiveCommands'],
  [command(' '), 'Commands cannot be empty for session type NonInteractiveCommands'],
  [command('ls', { stdOutSeparatorPrefix: 'a b' }), 'invalid stdoutSeparatorPrefix a b'],
])('%j is refused in clear words', async (document, words) => {
  await expect(plan(document)).rejects.toThrow(words)
})
