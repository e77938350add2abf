// A session record is a sequence of chunks, and a chunk is lines of text that are never changed again: a head, events
// in the notation of asciicast v2, a seal. The bytes of head and events, as they stand, are what is hashed and signed;
// nothing is put into another form before it is checked. This file says what chunks hold; it reads and writes none.

/** Who did what where; in the first chunk. */
export interface RecordFacts {
  readonly accountId: string
  readonly region: string
  readonly nodeId: string
  /** ARN of who started the session. */
  readonly owner: string
  readonly documentName: string
  /** Epoch milliseconds; the times of events count from here. */
  readonly startedAtMs: number
  /** Whether what the user typed is in the record. */
  readonly hasInput: boolean
}

/** Why there is no further chunk; in the last one. */
export interface RecordEnd {
  /** For people. */
  readonly reason: string
  /** Set when the recorder died, and another closed the record after it: its last moments are missing. */
  readonly isInterrupted: boolean
}

export interface ChunkHead {
  readonly sessionId: string
  /** From 0. */
  readonly number: number
  /** Hash of the chunk before; 64 zeros in the first. */
  readonly previous: string
  /** Which key signs; see {@link Seal}. */
  readonly keyId: string
  readonly facts?: RecordFacts
  readonly end?: RecordEnd
}

/** `o` output, `i` input, `r` size of the terminal as `COLSxROWS`, `m` a remark of the recorder. As in asciicast v2. */
export type EventCode = 'o' | 'i' | 'r' | 'm'

export interface RecordEvent {
  /** Milliseconds since the start. */
  readonly atMs: number
  readonly code: EventCode
  /** Output and input in base64: whatever bytes they are, and cheap to write. Sizes and remarks as they are. */
  readonly data: string
}

export interface Seal {
  /** SHA-256 of head and events, 64 hexadecimal digits. */
  readonly hash: string
  /** Ed25519 over the 32 bytes of the hash, 128 hexadecimal digits. */
  readonly signature: string
}

export interface Chunk {
  readonly head: ChunkHead
  readonly events: readonly RecordEvent[]
  readonly seal: Seal
  /** The bytes that the seal is about. */
  readonly sealed: Uint8Array
}

/** What stands for the hash before the first chunk. */
export const noPrevious = '0'.repeat(64)
