// What of a shell's messages goes into its record, as they pass.
import { type Frame, payloadTypes } from '@hostler/channel/frame/frame'
import { readExitCode } from '@hostler/channel/payloads/exit-code'
import { readFlag } from '@hostler/channel/payloads/flag'
import { readJson } from '@hostler/channel/payloads/json-payload'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { readTerminalSize } from '@hostler/channel/payloads/terminal-size'
import type { SessionRecording } from '../recording/session-recorder.ts'
import type { LaneMessage } from './lane.ts'
import { framesOf, type SessionTap } from './session-tap.ts'

/** Records what a terminal shows, and what is typed into it. */
export class TerminalTap implements SessionTap {
  readonly #recording: SessionRecording | undefined

  constructor(recording: SessionRecording | undefined) {
    this.#recording = recording
  }

  output(messages: readonly LaneMessage[], first: Frame): boolean {
    if (this.#recording) {
      for (const frame of framesOf(messages, first)) {
        const shown = shownOf(frame)
        if (shown) this.#recording.output(shown)
      }
    }
    return true
  }

  input(messages: readonly LaneMessage[], first: Frame): boolean {
    if (this.#recording) {
      for (const { payloadType, payload } of framesOf(messages, first)) {
        if (payloadType === payloadTypes.output) this.#recording.input(payload)
        const size = payloadType === payloadTypes.size ? readTerminalSize(payload) : undefined
        if (size) this.#recording.resize(size.cols, size.rows)
      }
    }
    return true
  }

  finish(): void {}
}

/**
 * What a client shows of a message, if anything: the stock one writes the payload of whatever it does not know, and of
 * much that it knows, to its user's terminal.
 */
function shownOf({ payloadType, payload }: Frame): Uint8Array | undefined {
  switch (payloadType) {
    case payloadTypes.handshakeRequest:
    case payloadTypes.encryptionChallengeRequest:
      return undefined
    case payloadTypes.handshakeComplete: {
      const message = readJson(payload)?.['CustomerMessage']
      return typeof message === 'string' && message !== '' ? Buffer.from(`${message}\r\n`) : undefined
    }
    case payloadTypes.exitCode:
      return isExitCode(payload) ? undefined : payload
    case payloadTypes.flag:
      return flagValues.has(readFlag(payload)) ? undefined : payload
    default:
      return payload
  }
}

const flagValues: ReadonlySet<number | undefined> = new Set(Object.values(flags))

/** Nothing else can hide in one so short. */
function isExitCode(payload: Uint8Array): boolean {
  return payload.length < 32 && readExitCode(payload) !== undefined
}
