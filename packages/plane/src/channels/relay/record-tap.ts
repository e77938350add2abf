// What of a session's messages goes into its record, as they pass.
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { type Frame, payloadTypes } from '@hostler/channel/frame/frame'
import { readTerminalSize } from '@hostler/channel/payloads/terminal-size'
import type { SessionRecording } from '../recording/session-recorder.ts'
import type { LaneMessage } from './lane.ts'

/** @param first the first message, read already */
export function recordOutput(
  recording: SessionRecording | undefined,
  messages: readonly LaneMessage[],
  first: Frame,
): void {
  if (!recording) return
  for (const { payloadType, payload } of framesOf(messages, first)) {
    if (payloadType === payloadTypes.output || payloadType === payloadTypes.stderr) recording.output(payload)
  }
}

/** @param first the first message, read already */
export function recordInput(
  recording: SessionRecording | undefined,
  messages: readonly LaneMessage[],
  first: Frame,
): void {
  if (!recording) return
  for (const { payloadType, payload } of framesOf(messages, first)) {
    if (payloadType === payloadTypes.output) recording.input(payload)
    const size = payloadType === payloadTypes.size ? readTerminalSize(payload) : undefined
    if (size) recording.resize(size.cols, size.rows)
  }
}

function framesOf(messages: readonly LaneMessage[], first: Frame): Frame[] {
  return messages.flatMap(({ bytes }, index) => {
    const frame = index === 0 ? first : decodeFrame(bytes, undefined)
    return 'malformed' in frame ? [] : [frame]
  })
}
