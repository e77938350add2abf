// Reads `interactive_shell`, whatever is in it. What the session's document says is not looked at here.
import { readJson } from '@hostler/channel/payloads/json-payload'

export type JsonObject = Readonly<Record<string, unknown>>

/** What the service wants started. */
export type SessionOrder = {
  sessionId: string
  document: JsonObject
  /** A string each, or a list. */
  parameters: JsonObject
  /** Empty for none; takes the place of the document's default user. */
  runAsUser: string
  /** ARN of who started it; empty when it is not told. */
  owner: string
  /** The host's Name tag, empty for none. */
  targetName: string
}

/** A message that cannot be followed. */
export type BadStart = { sessionId: string; reason: string }

/** What is told of a host's sessions has to be a path segment and a line of a log. */
const SESSION_ID = /^[^\p{Cc}/\s]{1,128}$/u

/** Undefined where not even the session can be told: nobody could be answered then. */
export function readStartMessage(payload: Uint8Array): SessionOrder | BadStart | undefined {
  const message = readJson(payload)
  const taskId = sessionIdOf(message?.['TaskId'])
  const text = message?.['Content']
  const content = typeof text === 'string' ? readJson(Buffer.from(text)) : undefined
  const sessionId = sessionIdOf(content?.['SessionId']) ?? taskId
  if (sessionId === undefined) return undefined
  if (!content) return { sessionId, reason: 'The service asked for a session in words that this agent cannot read.' }
  const document = content['DocumentContent']
  if (!isObject(document)) return { sessionId, reason: 'The service asked for a session without a document.' }
  const { Parameters: parameters, RunAsUser: runAsUser, SessionOwner: owner, TargetName: targetName } = content
  return {
    sessionId,
    document,
    parameters: isObject(parameters) ? parameters : {},
    runAsUser: typeof runAsUser === 'string' ? runAsUser : '',
    owner: typeof owner === 'string' ? owner : '',
    targetName: typeof targetName === 'string' ? targetName : '',
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sessionIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && SESSION_ID.test(value) ? value : undefined
}
