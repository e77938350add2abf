// The three-way handshake at the start of a session, in JSON payloads of the streams.

export type SessionType = 'Standard_Stream' | 'InteractiveCommands' | 'NonInteractiveCommands' | 'Port'

/** Agent to client, payload type 5. */
export interface HandshakeRequest {
  /** Four numeric parts: clients compare it. */
  readonly AgentVersion: string
  readonly RequestedClientActions: readonly RequestedAction[]
  /** What our own agent adds; stock clients read over it. */
  readonly Hostler?: AgentAbilities
}

export interface AgentAbilities {
  /** In Port sessions, it goes on listening on a stream that it has ended; stock programs close both directions. */
  readonly HalfClose?: boolean
}

export type RequestedAction =
  | {
      readonly ActionType: 'SessionType'
      /** `Properties` is null but for Port sessions. */
      readonly ActionParameters: { readonly SessionType: SessionType; readonly Properties: unknown }
    }
  | {
      readonly ActionType: 'KMSEncryption'
      /** `Challenge`: base64 of 16 random bytes. */
      readonly ActionParameters: { readonly KMSKeyId: string; readonly Challenge: string }
    }

export const actionStatus = { success: 1, failed: 2, unsupported: 3 } as const

/** Client to agent, payload type 6. */
export interface HandshakeResponse {
  readonly ClientVersion: string
  readonly ProcessedClientActions: readonly ProcessedAction[]
  readonly Errors: readonly string[] | null
  /** What our own client adds; stock agents read over it. */
  readonly Hostler?: ClientAbilities
}

export interface ClientAbilities {
  /** It takes an ExitCode message at the end of every session type; the stock plugin would print it. */
  readonly ExitCode?: boolean
  /** In Port sessions, it goes on listening on a stream that it has ended; stock programs close both directions. */
  readonly HalfClose?: boolean
}

export interface ProcessedAction {
  readonly ActionType: string
  readonly ActionStatus: number
  readonly ActionResult: unknown
  readonly Error: string
}

/** `ActionResult` of KMSEncryption. */
export interface KmsEncryptionResult {
  readonly KMSCipherTextKey: string
  readonly KMSCipherTextHash: string | null
  readonly ChallengeAcknowledgement?: boolean
}

/** Agent to client, payload type 7. Nanoseconds; a message that is not empty is shown on a line of its own. */
export interface HandshakeComplete {
  readonly HandshakeTimeToComplete: number
  readonly CustomerMessage: string
}

/** Payload types 8 and 9: `{"Challenge":"<base64>"}`. */
export interface EncryptionChallenge {
  readonly Challenge: string
}
