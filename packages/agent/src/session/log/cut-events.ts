// Cuts what a session has shown into events of CloudWatch Logs: whole lines, many to an event.
import { completeCharacters } from '../stream/complete-characters.ts'

/** How lines become the messages of events. */
export type EventForm = {
  /** Of the lines of one event, in UTF-8. */
  limitBytes: number
  /** A line, with its end, as it is to be kept. */
  lineOf: (text: string) => string
  messageOf: (lines: string) => string
}

export type Batch = { messages: string[]; takenBytes: number }

/** The service takes more; the stock agent sends no more. */
export const EVENTS_MAX = 4
const NEWLINE = 0x0a
/** A byte that is no UTF-8 becomes a character of three. */
const GROWTH = 3

/**
 * Up to four events from the beginning of `bytes`, and how much of it is in them. A line that has no end yet waits for
 * it, unless it is too long for an event, or `isLast`: nothing will follow.
 */
export function cutEvents(bytes: Buffer, isLast: boolean, form: EventForm): Batch {
  const messages: string[] = []
  let at = 0
  for (let length = 1; length > 0 && messages.length < EVENTS_MAX;) {
    let lines = ''
    for (let room = form.limitBytes; ;) {
      length = pieceLength(bytes.subarray(at), isLast, form.limitBytes)
      const line = form.lineOf(bytes.toString('utf8', at, at + length))
      room -= Buffer.byteLength(line)
      if (length === 0 || room < 0) break
      lines += line
      at += length
    }
    const message = lines === '' ? '' : form.messageOf(lines)
    // The service takes no empty ones.
    if (message !== '') messages.push(message)
  }
  return { messages, takenBytes: at }
}

/** Bytes up to the end of the first line, or of what of it goes into one event; 0 while it has to wait. */
function pieceLength(bytes: Buffer, isLast: boolean, limitBytes: number): number {
  const end = bytes.indexOf(NEWLINE) + 1
  const longest = Math.floor(limitBytes / GROWTH)
  if (end > 0 && end <= longest) return end
  if (end > 0 || bytes.length > longest) {
    const whole = end > 0 && end <= limitBytes && Buffer.byteLength(bytes.toString('utf8', 0, end)) <= limitBytes
    return whole ? end : completeCharacters(bytes.subarray(0, longest))
  }
  return isLast ? bytes.length : 0
}
