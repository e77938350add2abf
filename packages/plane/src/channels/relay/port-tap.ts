// What the plane learns of a forwarding session as it passes: where it leads, how much it carries, whether it is in use.
// The bytes themselves are for programs, mostly encrypted, and are not recorded; AWS logs none of them either.
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { compareVersions } from '@hostler/channel/handshake/compare-versions'
import { type Frame, payloadTypes } from '@hostler/channel/frame/frame'
import { readHandshakeRequest, readHandshakeResponse } from '@hostler/channel/payloads/read-handshake'
import { smuxCommands } from '@hostler/channel/smux/smux-frame'
import type { SessionRecording } from '../recording/session-recorder.ts'
import type { LaneMessage } from './lane.ts'
import { framesOf, type SessionTap } from './session-tap.ts'

/** A smux header and nothing else: version, command, no length, no stream. */
const keepAlive = [1, smuxCommands.nop, 0, 0, 0, 0, 0, 0]
const firstMultiplexing = '1.1.70.0'

export class PortTap implements SessionTap {
  readonly #recording: SessionRecording | undefined
  #outputBytes = 0
  #inputBytes = 0
  #hasBegun = false
  #isMultiplexed = false

  constructor(recording: SessionRecording | undefined) {
    this.#recording = recording
  }

  /** Whether this is one connection, made when hands were shaken, and nothing has come from it since. */
  get isSilentConnection(): boolean {
    return this.#hasBegun && !this.#isMultiplexed && this.#outputBytes === 0
  }

  output(messages: readonly LaneMessage[], first: Frame): boolean {
    let isInUse = false
    for (const { payloadType, payload } of framesOf(messages, first)) {
      if (payloadType === payloadTypes.handshakeRequest) this.#begin(payload)
      if (payloadType === payloadTypes.handshakeComplete) this.#hasBegun = true
      if (payloadType === payloadTypes.output) this.#outputBytes += payload.length
      isInUse ||= !this.#isKeepAlive(payloadType, payload)
    }
    return isInUse
  }

  input(messages: readonly LaneMessage[], first: Frame): boolean {
    let isInUse = false
    for (const { payloadType, payload } of framesOf(messages, first)) {
      if (payloadType === payloadTypes.output) this.#inputBytes += payload.length
      else if (payloadType === payloadTypes.handshakeResponse) this.#isMultiplexed &&= tellsConnectionsApart(payload)
      isInUse ||= !this.#isKeepAlive(payloadType, payload)
    }
    return isInUse
  }

  finish(): void {
    if (this.#hasBegun) {
      this.#remark(`Carried ${this.#inputBytes} bytes to the node and ${this.#outputBytes} bytes to the client.`)
    }
  }

  /** @param request the handshake's, in which the agent tells the client what is forwarded */
  #begin(request: Uint8Array): void {
    const actions = readHandshakeRequest(request)?.actions ?? []
    const properties = actions.find(({ type }) => type === 'SessionType')?.parameters['Properties']
    const { host, portNumber, type } = Object(properties) as Record<string, unknown>
    this.#isMultiplexed = type === 'LocalPortForwarding'
    const name = typeof host === 'string' && host !== '' ? host : 'localhost'
    this.#remark(`Forwards connections to ${name}, port ${String(portNumber)}.`.slice(0, 400))
  }

  /** The programs send those so that their own time-outs do not end them; nobody uses the session. */
  #isKeepAlive(payloadType: number, payload: Uint8Array): boolean {
    if (!this.#isMultiplexed || payloadType !== payloadTypes.output || payload.length !== keepAlive.length) return false
    return keepAlive.every((byte, place) => payload[place] === byte)
  }

  #remark(text: string): void {
    this.#recording?.remark(text)
  }
}

function tellsConnectionsApart(handshakeResponse: Uint8Array): boolean {
  const { clientVersion = '' } = readHandshakeResponse(handshakeResponse) ?? {}
  return (compareVersions(clientVersion, firstMultiplexing) ?? -1) >= 0
}

export function isHandshakeComplete(bytes: Uint8Array): boolean {
  const frame = decodeFrame(bytes, undefined)
  return !('malformed' in frame) && frame.payloadType === payloadTypes.handshakeComplete
}
