// Messages as both ends of a measured session make them: nothing but what the protocol asks for.
import { hash, randomUUID } from 'node:crypto'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { flagBits, type Frame, messageTypes, payloadTypes } from '@hostler/channel/frame/frame'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'

const digest = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

export function streamFrame(type: 'output' | 'input', sequence: number, payload: Uint8Array): Uint8Array {
  return encode(messageTypes[type], sequence, payload, payloadTypes.output, sequence === 0 ? flagBits.syn : 0)
}

export function acknowledgeFrame({ type, id, sequence }: Frame): Uint8Array {
  const payload = writeJson({
    AcknowledgedMessageType: type,
    AcknowledgedMessageId: id,
    AcknowledgedMessageSequenceNumber: sequence,
    IsSequentialMessage: true,
  })
  return encode(messageTypes.acknowledge, 0, payload, 0, flagBits.syn | flagBits.fin)
}

/** A message; throws for bytes that are none, since nothing else may come here. */
export function read(bytes: Uint8Array): Frame {
  const frame = decodeFrame(bytes, digest)
  if ('malformed' in frame) throw new Error(`malformed: ${frame.malformed}`)
  return frame
}

export function acknowledgedSequence({ payload }: Frame): number {
  return Number(readJson(payload)?.['AcknowledgedMessageSequenceNumber'])
}

function encode(type: string, sequence: number, payload: Uint8Array, payloadType: number, flags: number): Uint8Array {
  const id = randomUUID()
  return encodeFrame(
    { type, schemaVersion: 1, createdAtMs: Date.now(), sequence, flags, id, payloadType, payload },
    digest,
  )
}
