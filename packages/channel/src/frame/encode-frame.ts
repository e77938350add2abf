import { type Digest, type Frame, headerLength, layout } from './frame.ts'
import { writeMessageId } from './message-id.ts'

/** The bytes of a message. Throws for a type of more than 32 characters or an id that is no UUID. */
export function encodeFrame(frame: Frame, digest: Digest): Uint8Array {
  if (frame.type.length > 32) throw new Error(`${frame.type} is no message type`)
  const bytes = new Uint8Array(layout.payload + frame.payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(layout.headerLength, headerLength)
  bytes.fill(space, layout.type, layout.schemaVersion)
  for (let place = 0; place < frame.type.length; place++) bytes[layout.type + place] = frame.type.charCodeAt(place)
  view.setUint32(layout.schemaVersion, frame.schemaVersion)
  view.setBigUint64(layout.createdAt, BigInt(frame.createdAtMs))
  view.setBigInt64(layout.sequence, BigInt(frame.sequence))
  view.setBigUint64(layout.flags, BigInt(frame.flags))
  writeMessageId(frame.id, bytes, layout.id)
  bytes.set(digest(frame.payload), layout.digest)
  view.setUint32(layout.payloadType, frame.payloadType)
  view.setUint32(layout.payloadLength, frame.payload.length)
  bytes.set(frame.payload, layout.payload)
  return bytes
}

const space = 0x20
