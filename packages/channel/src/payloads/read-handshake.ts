// Reads the handshake's payloads as they come from the other end, which may be hostile: nothing here throws, and what
// is returned has the types it says.
import { readBase64 } from './base64.ts'
import type { AgentAbilities, ClientAbilities } from './handshake-payloads.ts'
import { readJson } from './json-payload.ts'

/** A HandshakeRequest; actions and session types may be ones that nobody knows. */
export interface RequestFromAgent {
  readonly agentVersion: string
  readonly actions: readonly { readonly type: string; readonly parameters: JsonObject }[]
  readonly abilities: AgentAbilities
}

/** A HandshakeResponse. */
export interface ResponseFromClient {
  readonly clientVersion: string
  readonly actions: readonly ActionFromClient[]
  readonly abilities: ClientAbilities
}

export interface ActionFromClient {
  readonly type: string
  /** See `actionStatus`; 0 from the stock plugin for an action that it does not know. */
  readonly status: number
  readonly result: unknown
  readonly error: string
}

type JsonObject = Readonly<Record<string, unknown>>

/** More actions than this are nonsense. */
const actionsMax = 32

export function readHandshakeRequest(payload: Uint8Array): RequestFromAgent | undefined {
  const request = readJson(payload)
  const actions = request && readActions(request['RequestedClientActions'])
  if (!actions) return undefined
  const ours = request['Hostler']
  return {
    agentVersion: readText(request['AgentVersion']),
    actions: actions.map(action => ({
      type: readText(action['ActionType']),
      parameters: isObject(action['ActionParameters']) ? action['ActionParameters'] : {},
    })),
    abilities: isObject(ours) ? { HalfClose: ours['HalfClose'] === true } : {},
  }
}

export function readHandshakeResponse(payload: Uint8Array): ResponseFromClient | undefined {
  const response = readJson(payload)
  const actions = response && readActions(response['ProcessedClientActions'])
  if (!actions) return undefined
  const ours = response['Hostler']
  return {
    clientVersion: readText(response['ClientVersion']),
    actions: actions.map(action => ({
      type: readText(action['ActionType']),
      status: typeof action['ActionStatus'] === 'number' ? action['ActionStatus'] : 0,
      result: action['ActionResult'],
      error: readText(action['Error']),
    })),
    abilities: isObject(ours) ? { ExitCode: ours['ExitCode'] === true, HalfClose: ours['HalfClose'] === true } : {},
  }
}

/** The line to show to the user, empty for none. */
export function readHandshakeComplete(payload: Uint8Array): { readonly customerMessage: string } | undefined {
  const complete = readJson(payload)
  return complete && { customerMessage: readText(complete['CustomerMessage']) }
}

/** The sealed bytes of either direction's challenge. */
export function readEncryptionChallenge(payload: Uint8Array): Uint8Array | undefined {
  return readBase64(readJson(payload)?.['Challenge'])
}

/** A client's result of KMSEncryption: the data key as KMS gave it, and whether the challenge went into its context. */
export interface KeyFromClient {
  /** Base64. */
  readonly cipherTextKey: string
  readonly isChallengeAcknowledged: boolean
}

export function readKmsResult(result: unknown): KeyFromClient | undefined {
  if (!isObject(result) || !readBase64(result['KMSCipherTextKey'])?.length) return undefined
  return {
    cipherTextKey: readText(result['KMSCipherTextKey']),
    isChallengeAcknowledged: result['ChallengeAcknowledgement'] === true,
  }
}

function readActions(value: unknown): JsonObject[] | undefined {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value) || value.length > actionsMax || !value.every(isObject)) return undefined
  return value
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
