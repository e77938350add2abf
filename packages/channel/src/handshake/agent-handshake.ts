// The agent's end of the handshake: asks, waits for the answer, has the client prove its key where the session is
// encrypted, and says that it is done. Encrypts nothing itself and owns no timer.
import { payloadTypes } from '../frame/frame.ts'
import { writeBase64 } from '../payloads/base64.ts'
import {
  actionStatus,
  type AgentAbilities,
  type EncryptionChallenge,
  type HandshakeComplete,
  type HandshakeRequest,
  type RequestedAction,
  type SessionType,
} from '../payloads/handshake-payloads.ts'
import { writeJson } from '../payloads/json-payload.ts'
import {
  type KeyFromClient,
  readEncryptionChallenge,
  readHandshakeResponse,
  readKmsResult,
  type ResponseFromClient,
} from '../payloads/read-handshake.ts'

/** What to put into a stream. */
export interface StreamPayload {
  readonly payloadType: number
  readonly payload: Uint8Array
}

export interface AgentHandshakeOptions {
  /** Four numeric parts. */
  readonly agentVersion: string
  readonly sessionType: SessionType
  /** Of Port sessions: the document's, resolved. */
  readonly properties?: unknown
  readonly abilities?: AgentAbilities
  readonly kms?: {
    readonly keyId: string
    /** Base64 of 16 random bytes. */
    readonly challenge: string
  }
  /** The line that the client shows before the session; by default none, or one about encryption. */
  readonly customerMessage?: (client: ResponseFromClient) => string
}

export type AgentStep =
  /** Nothing to do but to acknowledge what came: input that is too early is lost by design. */
  | { readonly kind: 'wait' }
  /** Have KMS open the key, then {@link AgentHandshake.challenge}. */
  | { readonly kind: 'open-key'; readonly key: KeyFromClient }
  /** Open it and compare, then {@link AgentHandshake.confirm}. */
  | { readonly kind: 'compare-challenge'; readonly sealed: Uint8Array }
  | { readonly kind: 'complete'; readonly send: StreamPayload; readonly client: ResponseFromClient }
  /** The session fails with this text. */
  | { readonly kind: 'failed'; readonly reason: string }

type State = 'new' | 'asked' | 'opening-key' | 'challenged' | 'comparing' | 'over'

/** Of each of the client's two answers. */
const answerTimeoutMs = 15_000

export class AgentHandshake {
  readonly #options: AgentHandshakeOptions
  #state: State = 'new'
  #beganAtMs = 0
  #deadlineMs: number | undefined
  #client: ResponseFromClient | undefined

  constructor(options: AgentHandshakeOptions) {
    this.#options = options
  }

  /** When to call {@link expire}; undefined while nothing is expected of the client. */
  get deadlineMs(): number | undefined {
    return this.#deadlineMs
  }

  get isOver(): boolean {
    return this.#state === 'over'
  }

  /** The first message of the session. */
  begin(nowMs: number): StreamPayload {
    this.#beganAtMs = nowMs
    this.#expectAnswer('asked', nowMs)
    const { agentVersion, sessionType, properties = null, abilities, kms } = this.#options
    const actions: RequestedAction[] = [
      { ActionType: 'SessionType', ActionParameters: { SessionType: sessionType, Properties: properties } },
    ]
    if (kms) {
      const parameters = { KMSKeyId: kms.keyId, Challenge: kms.challenge }
      actions.push({ ActionType: 'KMSEncryption', ActionParameters: parameters })
    }
    const request: HandshakeRequest = {
      AgentVersion: agentVersion,
      RequestedClientActions: actions,
      ...(abilities && { Hostler: abilities }),
    }
    return { payloadType: payloadTypes.handshakeRequest, payload: writeJson(request) }
  }

  /** Input arrived before the handshake was over. A second answer, which would hang the stock agent, is nothing. */
  receive(payloadType: number, payload: Uint8Array, nowMs: number): AgentStep {
    if (payloadType === payloadTypes.handshakeResponse && this.#state === 'asked') return this.#answered(payload, nowMs)
    if (payloadType !== payloadTypes.encryptionChallengeResponse || this.#state !== 'challenged')
      return { kind: 'wait' }
    const sealed = readEncryptionChallenge(payload)
    if (!sealed) return this.#fail('The client answered the encryption challenge with nothing that can be read.')
    this.#await('comparing')
    return { kind: 'compare-challenge', sealed }
  }

  /** The key is there. @param sealed 64 random bytes, encrypted with the agent's half of it */
  challenge(sealed: Uint8Array, nowMs: number): StreamPayload {
    if (this.#state !== 'opening-key') throw new Error('No key was asked for')
    this.#expectAnswer('challenged', nowMs)
    const challenge: EncryptionChallenge = { Challenge: writeBase64(sealed) }
    return { payloadType: payloadTypes.encryptionChallengeRequest, payload: writeJson(challenge) }
  }

  /** Whether the client sealed the same bytes with its half. */
  confirm(isSame: boolean, nowMs: number): AgentStep {
    if (this.#state !== 'comparing') throw new Error('No challenge was answered')
    return isSame ? this.#complete(nowMs) : this.#fail('Encryption challenge does not match!')
  }

  /** Says what has become of it when the client does not answer. */
  expire(nowMs: number): AgentStep {
    if (this.#deadlineMs === undefined || nowMs < this.#deadlineMs) return { kind: 'wait' }
    return this.#state === 'challenged'
      ? this.#fail('Timed out waiting for encryption challenge.')
      : this.#fail('Handshake timed out. Please ensure that you have the latest version of the session manager plugin.')
  }

  #answered(payload: Uint8Array, nowMs: number): AgentStep {
    const client = readHandshakeResponse(payload)
    if (!client) return this.#fail('The client answered with nothing that can be read.')
    this.#client = client
    // Any status but success is fatal, the stock plugin's 0 for an unknown action too.
    const failed = client.actions.find(({ status }) => status !== actionStatus.success)
    if (failed) {
      return this.#fail(`${failed.type} failed on client with status ${failed.status} error: ${failed.error}`)
    }
    if (!this.#options.kms) return this.#complete(nowMs)
    const key = readKmsResult(client.actions.find(({ type }) => type === 'KMSEncryption')?.result)
    if (!key) return this.#fail('The client gave no key to encrypt the session with.')
    this.#await('opening-key')
    return { kind: 'open-key', key }
  }

  #complete(nowMs: number): AgentStep {
    const client = this.#client!
    this.#await('over')
    const said = this.#options.customerMessage?.(client) ?? ''
    const complete: HandshakeComplete = {
      HandshakeTimeToComplete: Math.max(0, Math.round((nowMs - this.#beganAtMs) * 1_000_000)),
      CustomerMessage: said + (this.#options.kms ? 'This session is encrypted using AWS KMS.' : ''),
    }
    const send = { payloadType: payloadTypes.handshakeComplete, payload: writeJson(complete) }
    return { kind: 'complete', send, client }
  }

  #fail(why: string): AgentStep {
    this.#await('over')
    return { kind: 'failed', reason: `Encountered error while initiating handshake. ${why}` }
  }

  #await(state: State): void {
    this.#state = state
    this.#deadlineMs = undefined
  }

  #expectAnswer(state: State, nowMs: number): void {
    this.#state = state
    this.#deadlineMs = nowMs + answerTimeoutMs
  }
}
