// The client's end of the handshake, and the decision whether there is one: stock agents start shells without. Asks
// no key service and encrypts nothing itself.
import { payloadTypes } from '../frame/frame.ts'
import { writeBase64 } from '../payloads/base64.ts'
import {
  actionStatus,
  type AgentAbilities,
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

  get agentAbilities(): AgentAbilities {
    return this.#request?.abilities ?? {}
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
    this.#request = request ?? { agentVersion: '', actions: [], abilities: {} }
    if (!request) return this.#answer({ error: '' }, 'The handshake request cannot be read')
    const kms = request.actions.find(({ type }) => type === 'KMSEncryption')
    if (!kms) return this.#answer({ error: '' })
    if (!this.#options.canEncrypt) return this.#answer({ error: 'This client does not encrypt sessions with KMS keys' })
    const [keyId, challenge] = [kms.parameters['KMSKeyId'], kms.parameters['Challenge']]
    if (typeof keyId !== 'string' || keyId === '') return this.#answer({ error: 'The request names no key' })
    this.#state = 'getting-key'
    return { kind: 'get-key', keyId, challenge: typeof challenge === 'string' ? challenge : '' }
  }

  #answer(key: KeyOutcome, unreadable?: string): ClientStep {
    const outcomes = this.#request!.actions.map(({ type, parameters }) => {
      const failure = this.#failureOf(type, parameters, key)
      return { failure, action: processed(type, failure, key) }
    })
    this.#isEncrypted = outcomes.some(({ failure, action }) => action.ActionType === 'KMSEncryption' && !failure)
    const errors = outcomes.map(({ failure }) => failure).filter(failure => failure !== undefined)
    if (unreadable) errors.push(unreadable)
    const response: HandshakeResponse = {
      ClientVersion: this.#options.clientVersion,
      ProcessedClientActions: outcomes.map(({ action }) => action),
      Errors: errors.length > 0 ? errors : null,
      ...(this.#options.abilities && { Hostler: this.#options.abilities }),
    }
    this.#state = 'answered'
    const send = { payloadType: payloadTypes.handshakeResponse, payload: writeJson(response) }
    return { kind: 'answer', send, refusal: errors[0] }
  }

  /** Why an action is not done; undefined where it is. */
  #failureOf(type: string, { SessionType: session }: Parameters, key: KeyOutcome): string | undefined {
    if (type === 'KMSEncryption') return 'error' in key ? key.error : undefined
    if (type !== 'SessionType') return `Unsupported action ${type}`
    const isTaken = this.#options.sessionTypes.some(taken => taken === session)
    return isTaken ? undefined : `Unknown session type ${typeName(session)}`
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

type Parameters = RequestFromAgent['actions'][number]['parameters']

function processed(type: string, failure: string | undefined, key: KeyOutcome): ProcessedAction {
  const failed = (ActionStatus: number, Error: string) => ({
    ActionType: type,
    ActionStatus,
    ActionResult: null,
    Error,
  })
  const isKnown = type === 'SessionType' || type === 'KMSEncryption'
  if (!isKnown) return failed(actionStatus.unsupported, failure ?? '')
  if (failure !== undefined) return failed(actionStatus.failed, `Failed to process action ${type}: ${failure}`)
  const result = type === 'KMSEncryption' && 'result' in key ? key.result : null
  return { ActionType: type, ActionStatus: actionStatus.success, ActionResult: result, Error: '' }
}

/** Objects have no name: JSON may hold one whose `toString` throws. */
function typeName(type: unknown): string {
  return typeof type === 'string' ? type : ''
}
