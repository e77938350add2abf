// Events of log streams: what is kept of them, where each stands among the others, and the port that keeps them.
// Events are never held all at once: whoever reads says how many and how many bytes.

export interface LogEvent {
  readonly streamId: number
  /** When it happened, as its sender says. */
  readonly atMs: number
  /** 1 for the first event put into its stream. */
  readonly sequence: number
  readonly ingestedMs: number
  readonly message: string
}

/** An event as it is read; without a stream's name when the stream is gone. */
export interface FoundEvent extends LogEvent {
  readonly streamName?: string
  readonly sizeBytes: number
}

/**
 * Where an event stands among those of its group: by time, then by stream, then in the order in which they were put.
 * Ids and sequences begin with 1, so 0 stands before all events of a millisecond.
 */
export interface EventPosition {
  readonly atMs: number
  readonly streamId: number
  readonly sequence: number
}

/** What lies between two positions, neither of them included. */
export interface EventRange {
  readonly after: EventPosition
  readonly before: EventPosition
}

export interface EventPortion {
  /** From which end of the range. */
  readonly from: 'start' | 'end'
  readonly limit: number
  /** Together at most so many bytes, but at least one event. */
  readonly bytesMax: number
}

/** Events in the order in which they were asked for: from the end they are in reverse. */
export interface FoundEvents {
  readonly items: readonly FoundEvent[]
  /** Whether the range holds more. */
  readonly hasMore: boolean
}

/** What is gone, and whose events are still there. */
export interface LogRemoval {
  readonly of: 'group' | 'stream'
  readonly id: number
}

export interface LogEventReader {
  listOfStream(streamId: number, range: EventRange, portion: EventPortion): Promise<FoundEvents>
  listOfGroup(groupId: number, range: EventRange, portion: EventPortion): Promise<FoundEvents>
  listRemovals(limit: number): Promise<readonly LogRemoval[]>
}

export interface LogEventWriter extends LogEventReader {
  add(groupId: number, events: readonly LogEvent[]): Promise<void>
  /** The oldest events of a group before a time, so many of them; returns the bytes that each stream lost. */
  deleteBefore(groupId: number, atMs: number, limit: number): Promise<DeletedEvents>
  /** Any events of a stream, so many of them; returns how many there were. */
  deleteOfStream(streamId: number, limit: number): Promise<number>
  addRemoval(removal: LogRemoval): Promise<void>
  deleteRemoval(removal: LogRemoval): Promise<void>
}

export interface DeletedEvents {
  readonly count: number
  readonly bytesOfStreams: ReadonlyMap<number, number>
}

/** What AWS adds to the text of an event when it counts bytes. */
export const eventOverheadBytes = 26

/** Bytes of an event as AWS counts them: its text as UTF-8 and a constant. */
export function eventSizeBytes(message: string): number {
  return Buffer.byteLength(message) + eventOverheadBytes
}

const timeMaxMs = 8_640_000_000_000_000

/** Before every event of that millisecond and behind all earlier ones. Times beyond what dates can say are cut. */
export function startOf(atMs: number): EventPosition {
  return { atMs: Math.max(0, Math.min(atMs, timeMaxMs)), streamId: 0, sequence: 0 }
}

/** Behind every event that there can be. */
export const endOfTime = startOf(timeMaxMs)
