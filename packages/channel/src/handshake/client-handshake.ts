// The client's end of the handshake, and the decision whether there is one: stock agents start shells without. Asks
// no key service and encrypts nothing itself.
import { payloadTypes } from '../frame/frame.ts'
import { writeBase64 } from '../payloads/base64.ts'
import {
  actionStatus,
  type ClientAbilities,
  type EncryptionChallenge,
  type HandshakeResponse,
  type KmsEncryptionResult,
  type ProcessedAction,
  type SessionType,
} from '../payloads/handshake-payloads.ts'
import { writeJson } from '../payloads/json-payload.ts'
import {
  readEncryptionChallenge,
  readHandshakeComplete,
  readHandshakeRequest,
  type RequestFromAgent,
} from '../payloads/read-handshake.ts'
import type { StreamPayload } from './agent-handshake.ts'

export interface ClientHandshakeOptions {
  /** Four numeric parts: agents compare it. */
  readonly clientVersion: string
  readonly abilities?: ClientAbilities
  /** The session types that this client can take part in. */
  readonly sessionTypes: readonly SessionType[]
  /** Whether the owner can get keys and encrypt. */
  readonly canEncrypt: boolean
}

export type ClientStep =
  /** Nothing to do but to acknowledge what came. */
  | { readonly kind: 'wait' }
  /** The agent makes no handshake: what came is output, and the session has begun. */
  | { readonly kind: 'none' }
  /** Get a data key, then {@link ClientHandshake.giveKey}. */
  | { readonly kind: 'get-key'; readonly keyId: string; readonly challenge: string }
  /** `refusal`: why the session cannot be; the agent fails it when it reads the answer. */
  | { readonly kind: 'answer'; readonly send: StreamPayload; readonly refusal: string | undefined }
  /** Open it with the agent's half of the key, seal it with the client's, then {@link ClientHandshake.giveChallenge}. */
  | { readonly kind: 'seal-challenge'; readonly sealed: Uint8Array }
  /** The session has begun. `message` is to be shown on a line of its own unless it is empty. */
  | { readonly kind: 'complete'; readonly message: string }

/** A data key for the session, or why there is none. */
export type KeyOutcome = { readonly result: KmsEncryptionResult } | { readonly error: string }

type State = 'new' | 'getting-key' | 'answered' | 'sealing' | 'over'

export class ClientHandshake {
  readonly #options: ClientHandshakeOptions
  #state: State = 'new'
  #request: RequestFromAgent | undefined
  #isEncrypted = false

  constructor(options: ClientHandshakeOptions) {
    this.#options = options
  }

  get isOver(): boolean {
    return this.#state === 'over'
  }

  /** Empty where there was no handshake. */
  get agentVersion(): string {
    return this.#request?.agentVersion ?? ''
  }

  /** As the agent named them; undefined where it did not. */
  get session(): { readonly type: string; readonly properties: unknown } | undefined {
    const action = this.#request?.actions.find(({ type }) => type === 'SessionType')
    if (!action) return undefined
    return { type: typeName(action.parameters['SessionType']), properties: action.parameters['Properties'] }
  }

  /** A message of the output stream arrived, in its turn, before the handshake was over. */
  receive(payloadType: number, payload: Uint8Array): ClientStep {
    switch (payloadType) {
      case payloadTypes.handshakeRequest:
        // A second answer would hang the stock agent.
        return this.#state === 'new' ? this.#asked(payload) : { kind: 'wait' }
      case payloadTypes.encryptionChallengeRequest:
        return this.#challenged(payload)
      case payloadTypes.handshakeComplete:
        return this.#completed(payload)
      default:
        if (this.#state !== 'new') return { kind: 'wait' }
        this.#state = 'over'
        return { kind: 'none' }
    }
  }

  giveKey(outcome: KeyOutcome): ClientStep {
    if (this.#state !== 'getting-key') throw new Error('No key was asked for')
    return this.#answer(outcome)
  }

  /** @param sealed encrypted with the client's half of the key */
  giveChallenge(sealed: Uint8Array): StreamPayload {
    if (this.#state !== 'sealing') throw new Error('There is no challenge')
    this.#state = 'answered'
    const challenge: EncryptionChallenge = { Challenge: writeBase64(sealed) }
    return { payloadType: payloadTypes.encryptionChallengeResponse, payload: writeJson(challenge) }
  }

  #asked(payload: Uint8Array): ClientStep {
    const request = readHandshakeRequest(payload)
    this.#request = request ?? { agentVersion: '', actions: [] }
    if (!request) return this.#answer({ error: '' }, 'The handshake request cannot be read')
    const kms = request.actions.find(({ type }) => type === 'KMSEncryption')
    if (!kms) return this.#answer({ error: '' })
    if (!this.#options.canEncrypt) return this.#answer({ error: 'This client does not encrypt sessions' })
    const [keyId, challenge] = [kms.parameters['KMSKeyId'], kms.parameters['Challenge']]
    if (typeof keyId !== 'string' || keyId === '') return this.#answer({ error: 'The request names no key' })
    this.#state = 'getting-key'
    return { kind: 'get-key', keyId, challenge: typeof challenge === 'string' ? challenge : '' }
  }

  #answer(key: KeyOutcome, unreadable?: string): ClientStep {
    const processed = this.#request!.actions.map(action => {
      if (action.type === 'SessionType') return sessionTypeAction(action.parameters['SessionType'], this.#options)
      if (action.type === 'KMSEncryption') return kmsAction(key)
      const error = `Unsupported action ${action.type}`
      return { ActionType: action.type, ActionStatus: actionStatus.unsupported, ActionResult: null, Error: error }
    })
    this.#isEncrypted = processed.some(
      ({ ActionType, ActionStatus }) => ActionType === 'KMSEncryption' && ActionStatus === actionStatus.success,
    )
    const errors = processed.map(({ Error: error }) => error).filter(error => error !== '')
    if (unreadable) errors.push(unreadable)
    const response: HandshakeResponse = {
      ClientVersion: this.#options.clientVersion,
      ProcessedClientActions: processed,
      Errors: errors.length > 0 ? errors : null,
      ...(this.#options.abilities && { Hostler: this.#options.abilities }),
    }
    this.#state = 'answered'
    const send = { payloadType: payloadTypes.handshakeResponse, payload: writeJson(response) }
    return { kind: 'answer', send, refusal: errors[0] }
  }

  #challenged(payload: Uint8Array): ClientStep {
    const sealed = readEncryptionChallenge(payload)
    if (this.#state !== 'answered' || !this.#isEncrypted || !sealed) return { kind: 'wait' }
    this.#state = 'sealing'
    return { kind: 'seal-challenge', sealed }
  }

  #completed(payload: Uint8Array): ClientStep {
    if (this.#state !== 'answered') return { kind: 'wait' }
    this.#state = 'over'
    return { kind: 'complete', message: readHandshakeComplete(payload)?.customerMessage ?? '' }
  }
}

function sessionTypeAction(type: unknown, { sessionTypes }: ClientHandshakeOptions): ProcessedAction {
  const isTaken = sessionTypes.some(taken => taken === type)
  return {
    ActionType: 'SessionType',
    ActionStatus: isTaken ? actionStatus.success : actionStatus.failed,
    ActionResult: null,
    Error: isTaken ? '' : `Failed to process action SessionType: Unknown session type ${typeName(type)}`,
  }
}

/** Objects have no name: JSON may hold one whose `toString` throws. */
function typeName(type: unknown): string {
  return typeof type === 'string' ? type : ''
}

function kmsAction(key: KeyOutcome): ProcessedAction {
  const plain = { ActionType: 'KMSEncryption' }
  return 'result' in key
    ? { ...plain, ActionStatus: actionStatus.success, ActionResult: key.result, Error: '' }
    : {
        ...plain,
        ActionStatus: actionStatus.failed,
        ActionResult: null,
        Error: `Failed to process action KMSEncryption: ${key.error}`,
      }
}
