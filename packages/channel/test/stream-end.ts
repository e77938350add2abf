// One end of a data channel as tests write it down a second time, so that a fault of the streams cannot hide behind
// the same fault: every message kept, nothing bounded, acknowledged only when the test says so.
import { createHash, randomUUID } from 'node:crypto'
import { decodeFrame } from '../src/frame/decode-frame.ts'
import { encodeFrame } from '../src/frame/encode-frame.ts'
import { type Frame, messageTypes } from '../src/frame/frame.ts'
import { readJson, writeJson } from '../src/payloads/json-payload.ts'

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
export const parts = { digest: sha256, randomUUID: () => randomUUID() }

/** Throws for what is no message: what our own side writes always is one. */
export function readFrame(bytes: Uint8Array): Frame {
  const frame = decodeFrame(bytes, sha256)
  if ('malformed' in frame) throw new Error(`malformed: ${frame.malformed}`)
  return frame
}

export function plainFrame(type: string, payload: Uint8Array, sequence = 0, payloadType = 0): Frame {
  return { type, schemaVersion: 1, createdAtMs: 1, sequence, flags: 0, id: randomUUID(), payloadType, payload }
}

export const encode = (frame: Frame): Uint8Array => encodeFrame(frame, sha256)

export function acknowledgement({ type, id, sequence }: Frame): Uint8Array {
  const payload = {
    AcknowledgedMessageType: type,
    AcknowledgedMessageId: id,
    AcknowledgedMessageSequenceNumber: sequence,
    IsSequentialMessage: true,
  }
  return encode(plainFrame(messageTypes.acknowledge, writeJson(payload)))
}

/** What a message acknowledges; undefined for messages of other types. */
export function acknowledgedBy(frame: Frame): number | undefined {
  if (frame.type !== messageTypes.acknowledge) return undefined
  return readJson(frame.payload)!['AcknowledgedMessageSequenceNumber'] as number
}

/** The bytes of several payloads as one. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
export const bytesOf = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value))
