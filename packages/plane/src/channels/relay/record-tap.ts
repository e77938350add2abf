// What of a session's messages goes into its record, as they pass.
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { type Frame, payloadTypes } from '@hostler/channel/frame/frame'
import { readJson } from '@hostler/channel/payloads/json-payload'
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
    if (payloadType !== payloadTypes.size) continue
    const { cols, rows } = readJson(payload) ?? {}
    if (isTerminalSide(cols) && isTerminalSide(rows)) recording.resize(cols, rows)
  }
}

function framesOf(messages: readonly LaneMessage[], first: Frame): Frame[] {
  return messages.flatMap(({ bytes }, index) => {
    const frame = index === 0 ? first : decodeFrame(bytes, undefined)
    return 'malformed' in frame ? [] : [frame]
  })
}

function isTerminalSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65_535
}
