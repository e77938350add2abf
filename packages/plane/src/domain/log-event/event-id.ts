// The ids that events are known by outside: 56 digits that sort like the events of a group.
import type { EventPosition } from './log-event.ts'

const digits = 56
const atShift = 144n
const streamShift = 64n
const sequenceMask = (1n << streamShift) - 1n
const streamMask = (1n << (atShift - streamShift)) - 1n

export function toEventId({ atMs, streamId, sequence }: EventPosition): string {
  const id = (BigInt(atMs) << atShift) | (BigInt(streamId) << streamShift) | BigInt(sequence)
  return id.toString().padStart(digits, '0')
}

/** Undefined for a text that no event or place between events could have. */
export function parseEventId(text: string): EventPosition | undefined {
  if (!/^\d{56,60}$/.test(text)) return undefined
  const id = BigInt(text)
  const position = {
    atMs: Number(id >> atShift),
    streamId: Number((id >> streamShift) & streamMask),
    sequence: Number(id & sequenceMask),
  }
  return Object.values(position).every(Number.isSafeInteger) ? position : undefined
}
