import { hash, randomUUID } from 'node:crypto'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { type Frame, messageTypes } from '@hostler/channel/frame/frame'
import { writeJson } from '@hostler/channel/payloads/json-payload'
import type { Acknowledgement } from '@hostler/channel/payloads/stream-payloads'

const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** Undefined for what is no message: it is read over, and comes again if it was one. */
export function readFrame(bytes: Uint8Array): Frame | undefined {
  const frame = decodeFrame(bytes, digest)
  return 'malformed' in frame ? undefined : frame
}

/** A message of the client, dated now. */
export function writeFrame(type: string, sequence: number, payloadType: number, payload: Uint8Array): Uint8Array {
  const [createdAtMs, id] = [Date.now(), randomUUID()]
  return encodeFrame({ type, schemaVersion: 1, createdAtMs, sequence, flags: 0, id, payloadType, payload }, digest)
}

export function acknowledgementOf({ type, id, sequence }: Frame): Uint8Array {
  const acknowledgement: Acknowledgement = {
    AcknowledgedMessageType: type,
    AcknowledgedMessageId: id,
    AcknowledgedMessageSequenceNumber: sequence,
    IsSequentialMessage: true,
  }
  return writeFrame(messageTypes.acknowledge, 0, 0, writeJson(acknowledgement))
}
