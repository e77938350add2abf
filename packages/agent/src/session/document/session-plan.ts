// What a session is to do, by its document: which program, as whom, seen how; or which port. Nothing is started here.
import { SessionFailure } from '../session-failure.ts'
import { booleanAt, objectAt, show, textAt } from './inputs.ts'
import { type LogPlan, planLogs } from './log-plan.ts'
import { type PortPlan, planPort } from './port-plan.ts'
import { type GetParameters, putInStored } from './parameter-store.ts'
import { parameterValues, putInParameters } from './put-in-parameters.ts'
import type { JsonObject, SessionOrder } from './start-message.ts'

export const shellTypes = ['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands'] as const
export type ShellType = (typeof shellTypes)[number]

export type SessionPlan = ShellPlan | PortPlan

export type ShellPlan = {
  sessionType: ShellType
  /** Undefined for a plain shell. */
  commands: string | undefined
  /** To run as the agent's user. */
  isElevated: boolean
  /** The user to run as where the document says that somebody is to be named; perhaps empty. */
  runAs: string | undefined
  /** Lines to type into a shell first; empty for none. */
  shellProfile: string
  /** Of non-interactive commands: standard error apart, and an exit code. */
  isOutputSeparate: boolean
  stdoutPrefix: string
  stderrPrefix: string
  /** Where to keep what it shows. */
  logs: LogPlan
}

const PREFIX = /^[0-9a-zA-Z\r\n_:-]{0,30}$/

/** Throws `SessionFailure` for a document that this agent cannot follow. */
export async function planSession(
  order: SessionOrder,
  getParameters: GetParameters,
  signal: AbortSignal,
): Promise<SessionPlan> {
  const { document } = order
  if (document['schemaVersion'] !== '1.0') {
    throw new SessionFailure(
      `Session documents of schema version ${show(document['schemaVersion'])} are not supported.`,
    )
  }
  const sessionType = [...shellTypes, 'Port' as const].find(type => type === document['sessionType'])
  if (!sessionType) throw unsupportedType(document['sessionType'])
  const values = parameterValues(document['parameters'], order.parameters)
  const given = putInParameters({ inputs: document['inputs'], properties: document['properties'] }, values)
  const resolved = (await putInStored(given, getParameters, signal)) as JsonObject
  if (sessionType === 'Port') return planPort(resolved)
  const inputs = objectAt(resolved, 'inputs')
  refuseEncryption(inputs)
  const command = sessionType === 'Standard_Stream' ? plainShell : readCommand(sessionType, resolved)
  const runAsDefault = textAt(inputs, 'runAsDefaultUser')
  return {
    sessionType,
    ...command,
    runAs: booleanAt(inputs, 'runAsEnabled') ? (order.runAsUser || runAsDefault).trim() : undefined,
    logs: planLogs(inputs, sessionType === 'Standard_Stream'),
    shellProfile: sessionType === 'Standard_Stream' ? textAt(objectAt(inputs, 'shellProfile'), 'linux') : '',
  }
}

type Command = Omit<ShellPlan, 'sessionType' | 'runAs' | 'shellProfile' | 'logs'>

const plainShell: Command = {
  commands: undefined,
  isElevated: false,
  isOutputSeparate: false,
  stdoutPrefix: '',
  stderrPrefix: '',
}

function readCommand(sessionType: ShellType, resolved: JsonObject): Command {
  const properties = objectAt(objectAt(resolved, 'properties'), 'linux')
  const commands = textAt(properties, 'commands')
  if (commands.trim() === '') {
    throw new SessionFailure(`Commands cannot be empty for session type ${sessionType}`)
  }
  const command = { ...plainShell, commands, isElevated: booleanAt(properties, 'runAsElevated') }
  if (sessionType !== 'NonInteractiveCommands') return command
  return {
    ...command,
    isOutputSeparate: booleanAt(properties, 'separateOutputStream'),
    stdoutPrefix: prefixAt(properties, 'stdOutSeparatorPrefix', 'stdoutSeparatorPrefix'),
    stderrPrefix: prefixAt(properties, 'stdErrSeparatorPrefix', 'stderrSeparatorPrefix'),
  }
}

/** The stock agent's words, for types that nobody knows and for those that this agent does not serve. */
function unsupportedType(sessionType: unknown): SessionFailure {
  const name = show(sessionType)
  return new SessionFailure(
    `Plugin with name ${name} is not supported by this version of ssm agent, ` +
      `please update to latest version. Step name: ${name}`,
  )
}

/** Better no session than one in clear that was to be encrypted. */
function refuseEncryption(inputs: JsonObject): void {
  if (textAt(inputs, 'kmsKeyId').trim() === '') return
  throw new SessionFailure(
    'The session is to be encrypted with a KMS key, which this agent does not support. ' +
      'Take kmsKeyId out of the session preferences to start sessions on this node.',
  )
}

function prefixAt(parent: JsonObject, name: string, shownAs: string): string {
  const prefix = textAt(parent, name)
  if (!PREFIX.test(prefix)) throw new SessionFailure(`invalid ${shownAs} ${prefix}`)
  return prefix
}
