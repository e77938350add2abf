// A smux session (version 1) over the stream of a Port session: several TCP connections as one. A state machine: it
// owns no socket and no timer, says when there is something to send and builds it on request. Keep-alives are answered
// by nobody in this version; what they are for, the data channel does.
import {
  smuxCommands,
  type SmuxFrame,
  smuxHeaderBytes,
  smuxPayloadBytes,
  SmuxReader,
  writeSmuxHeader,
} from './smux-frame.ts'
import { SmuxStream } from './smux-stream.ts'

export interface SmuxEvents {
  /** The other side has opened a stream. Without a listener it is refused. */
  opened?(stream: SmuxStream): void
  /** Bytes of a stream, in order. Copy what is kept; tell `consumed` when they are dealt with. */
  data(stream: SmuxStream, bytes: Uint8Array): void
  /** The other side sends nothing more on this stream. */
  ended(stream: SmuxStream): void
  /** After `ended`: the other side does not read this stream any more either. */
  abandoned?(stream: SmuxStream): void
  /** A stream that was full takes bytes again. */
  drained(stream: SmuxStream): void
  /** There is something to `take`. */
  ready(): void
  /** After `isFull`: there is room again. */
  relaxed(): void
}

/** A client's streams have odd numbers from 3, as the stock plugin's. */
export type SmuxRole = 'client' | 'server'

/** Bytes handed on and not consumed, of all streams together: the stock programs' bound. */
const heldBytesMost = 4 * 1024 * 1024
/** Streams at once. The stock programs have no bound; memory has. */
const streamsMost = 4096

export class SmuxSession {
  readonly #events: SmuxEvents
  readonly #role: SmuxRole
  readonly #reader = new SmuxReader()
  readonly #streams = new Map<number, SmuxStream>()
  /** Streams with something to send, served in turn; opened ones first of all say that they are there. */
  readonly #turns = new Set<SmuxStream>()
  readonly #unannounced = new Set<SmuxStream>()
  readonly #refused: number[] = []
  #nextId = 3
  #heldBytes = 0
  #wasFull = false

  constructor(role: SmuxRole, events: SmuxEvents) {
    this.#role = role
    this.#events = events
  }

  /** Number of streams that are not over. */
  get size(): number {
    return this.#streams.size
  }

  /** Hand in nothing more until `relaxed`: streams are not read as fast as bytes come. */
  get isFull(): boolean {
    const isFull = this.#heldBytes >= heldBytesMost
    this.#wasFull ||= isFull
    return isFull
  }

  /** @throws when there are too many */
  open(): SmuxStream {
    if (this.#streams.size >= streamsMost) throw new Error(`a session carries at most ${streamsMost} connections`)
    const stream = new SmuxStream(this, this.#nextId)
    this.#nextId += 2
    this.#streams.set(stream.id, stream)
    this.#unannounced.add(stream)
    this.wake(stream)
    return stream
  }

  /** Bytes from the other side. After `malformed` the session is over. */
  receive(bytes: Uint8Array): { readonly malformed: string } | undefined {
    const frames = this.#reader.read(bytes)
    if ('malformed' in frames) return frames
    for (const frame of frames) this.#take(frame)
    return undefined
  }

  /** What there is to send, `most` bytes of it; undefined when there is nothing. `most` is above a header's size. */
  take(most: number): Uint8Array | undefined {
    if (this.#turns.size === 0 && this.#refused.length === 0) return undefined
    const target = new Uint8Array(Math.min(most, this.#wanted()))
    const drained: SmuxStream[] = []
    let at = this.#writeRefusals(target)
    // Round by round, a frame of each stream, until there is no room for more or nothing more to say.
    for (let before = -1; at > before && target.length - at > smuxHeaderBytes;) {
      before = at
      for (const stream of Array.from(this.#turns)) {
        if (target.length - at <= smuxHeaderBytes) break
        at = this.#write(stream, target, at)
        // Whoever has more to say goes to the end of the line.
        this.#turns.delete(stream)
        if (stream.hasNews) this.#turns.add(stream)
        if (stream.isDone) this.forget(stream)
        if (stream.takeDrained()) drained.push(stream)
      }
    }
    for (const stream of drained) this.#events.drained(stream)
    return target.subarray(0, at)
  }

  /** For streams: there is something to send. */
  wake(stream: SmuxStream): void {
    const wasQuiet = this.#turns.size === 0
    this.#turns.add(stream)
    if (wasQuiet) this.#events.ready()
  }

  /** For streams: bytes were consumed. */
  freed(bytes: number): void {
    this.#heldBytes -= bytes
    if (!this.#wasFull || this.#heldBytes > heldBytesMost / 2) return
    this.#wasFull = false
    this.#events.relaxed()
  }

  /** For streams: nobody listens to this one any more. Its end is still told. */
  forget(stream: SmuxStream): void {
    this.#streams.delete(stream.id)
  }

  #take({ command, streamId, payload }: SmuxFrame): void {
    if (command === smuxCommands.syn) return this.#accept(streamId)
    const stream = this.#streams.get(streamId)
    if (stream === undefined) return
    if (stream.hasEnded) {
      if (command === smuxCommands.fin) this.#events.abandoned?.(stream)
      return
    }
    if (command === smuxCommands.psh && payload.length > 0) {
      stream.hold(payload.length)
      this.#heldBytes += payload.length
      this.#events.data(stream, payload)
    } else if (command === smuxCommands.fin) {
      stream.hasEnded = true
      if (stream.isDone) this.forget(stream)
      this.#events.ended(stream)
    }
  }

  #accept(id: number): void {
    if (this.#streams.has(id)) return
    if (this.#role === 'client' || this.#events.opened === undefined || this.#streams.size >= streamsMost) {
      this.#refuse(id)
      return
    }
    const stream = new SmuxStream(this, id)
    this.#streams.set(id, stream)
    this.#events.opened(stream)
  }

  #refuse(id: number): void {
    // Who opens streams faster than refusals leave hears of the last ones only.
    if (this.#refused.length >= streamsMost) return
    this.#refused.push(id)
    this.#events.ready()
  }

  #writeRefusals(target: Uint8Array): number {
    let at = 0
    while (this.#refused.length > 0 && target.length - at >= smuxHeaderBytes) {
      at = writeEmpty(target, at, smuxCommands.fin, this.#refused.shift()!)
    }
    return at
  }

  #write(stream: SmuxStream, target: Uint8Array, start: number): number {
    let at = start
    if (this.#unannounced.delete(stream)) at = writeEmpty(target, at, smuxCommands.syn, stream.id)
    const room = Math.min(target.length - at - smuxHeaderBytes, smuxPayloadBytes)
    if (room > 0 && stream.waitingBytes > 0) {
      const length = stream.fill(target.subarray(at + smuxHeaderBytes, at + smuxHeaderBytes + room))
      writeSmuxHeader(target, at, { command: smuxCommands.psh, streamId: stream.id, length })
      at += smuxHeaderBytes + length
    }
    while (target.length - at >= smuxHeaderBytes && stream.takeEnd()) {
      at = writeEmpty(target, at, smuxCommands.fin, stream.id)
    }
    return at
  }

  /** Bytes that all there is to send would take, or more. */
  #wanted(): number {
    let bytes = this.#refused.length * smuxHeaderBytes
    for (const { waitingBytes } of this.#turns) {
      bytes += waitingBytes + (4 + Math.floor(waitingBytes / smuxPayloadBytes)) * smuxHeaderBytes
    }
    return bytes
  }
}

function writeEmpty(target: Uint8Array, at: number, command: number, streamId: number): number {
  writeSmuxHeader(target, at, { command, streamId, length: 0 })
  return at + smuxHeaderBytes
}
