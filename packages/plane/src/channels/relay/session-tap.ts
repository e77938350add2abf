import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import type { Frame } from '@hostler/channel/frame/frame'
import type { LaneMessage } from './lane.ts'

/** Sees each message of a session once, in order, as it passes. */
export interface SessionTap {
  /**
   * @param first the first message, read already
   * @returns whether the session was in use
   */
  output(messages: readonly LaneMessage[], first: Frame): boolean
  /** The same for the other direction. */
  input(messages: readonly LaneMessage[], first: Frame): boolean
  /** No more will come. */
  finish(): void
}

/** @param first the first of the messages, read already */
export function framesOf(messages: readonly LaneMessage[], first: Frame): Frame[] {
  return messages.flatMap(({ bytes }, index) => {
    const frame = index === 0 ? first : decodeFrame(bytes, undefined)
    return 'malformed' in frame ? [] : [frame]
  })
}
