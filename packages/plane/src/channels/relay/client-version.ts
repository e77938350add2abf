// The version that a client calls itself. The plugin built from its sources says 1.2.0.0, which was never released, and
// agents take it for one of that age: they warn its user of output that it could not separate, and expect keep-alives
// of a forwarding session that plugins since 1.2.332.0 do not send, so that it is lost when it idles for a minute.
import { encodeFrame } from '@hostler/channel/frame/encode-frame'
import { type Frame, payloadTypes } from '@hostler/channel/frame/frame'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import { sha256 } from './session-frames.ts'

const fromSource = '1.2.0.0'
/** The oldest release that does what sources of today do. */
const asRelease = '1.2.332.0'

/** An input message as the agent has to see it. @param bytes of the frame */
export function withReleasedVersion(frame: Frame, bytes: Uint8Array): Uint8Array {
  if (frame.payloadType !== payloadTypes.handshakeResponse) return bytes
  const response = readJson(frame.payload)
  if (response?.['ClientVersion'] !== fromSource) return bytes
  return encodeFrame({ ...frame, payload: writeJson({ ...response, ClientVersion: asRelease }) }, sha256)
}
