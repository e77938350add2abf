import { type Digest, type Frame, headerLength, layout, shortestFrameBytes } from './frame.ts'
import { readMessageId } from './message-id.ts'

/** Why bytes are no message. */
export type MalformedReason =
  | 'too-short'
  | 'header-length'
  | 'payload-length'
  | 'no-type'
  | 'no-date'
  | 'sequence'
  | 'flags'
  | 'digest'

export interface Malformed {
  readonly malformed: MalformedReason
}

/**
 * Reads a message; never throws. The payload is a view of `bytes`, not a copy. Stricter than the stock programs, which
 * take any header length and any payload length and crash on some.
 *
 * @param digest checks the payload; undefined leaves that out, as the stock agent does
 */
export function decodeFrame(bytes: Uint8Array, digest: Digest | undefined): Frame | Malformed {
  if (bytes.length < shortestFrameBytes) return { malformed: 'too-short' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(layout.headerLength) !== headerLength) return { malformed: 'header-length' }
  if (view.getUint32(layout.payloadLength) !== bytes.length - layout.payload) return { malformed: 'payload-length' }
  const type = readType(bytes)
  if (type === '') return { malformed: 'no-type' }
  const createdAtMs = Number(view.getBigUint64(layout.createdAt))
  if (createdAtMs === 0 || !Number.isSafeInteger(createdAtMs)) return { malformed: 'no-date' }
  const sequence = Number(view.getBigInt64(layout.sequence))
  if (sequence < 0 || !Number.isSafeInteger(sequence)) return { malformed: 'sequence' }
  const flags = Number(view.getBigUint64(layout.flags))
  if (!Number.isSafeInteger(flags)) return { malformed: 'flags' }
  const payload = bytes.subarray(layout.payload)
  // An empty payload has no digest to agree with: the plugin does not look at it either.
  if (digest && payload.length > 0 && !isAt(bytes, layout.digest, digest(payload))) return { malformed: 'digest' }
  return {
    type,
    schemaVersion: view.getUint32(layout.schemaVersion),
    createdAtMs,
    sequence,
    flags,
    id: readMessageId(bytes, layout.id),
    payloadType: view.getUint32(layout.payloadType),
    payload,
  }
}

/** Padding is spaces or NULs. Characters outside printable ASCII are no part of a type. */
function readType(bytes: Uint8Array): string {
  let text = ''
  for (let place = layout.type; place < layout.schemaVersion; place++) text += String.fromCharCode(bytes[place]!)
  const trimmed = text.replace(/^[\0\s]+|[\0\s]+$/g, '')
  return /^[\x21-\x7e]+$/.test(trimmed) ? trimmed : ''
}

function isAt(bytes: Uint8Array, offset: number, expected: Uint8Array): boolean {
  for (let place = 0; place < expected.length; place++) if (bytes[offset + place] !== expected[place]) return false
  return true
}
