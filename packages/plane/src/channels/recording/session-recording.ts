// One session's record while it is written: gathers what passes into chunks and appends them to the record's blob, a
// few at a time. It knows nothing of messages, and does not decide what a session does when its record fails.
import type { RecordEnd } from '@hostler/record/chunk'
import type { Clock } from '../../domain/basics/clock.ts'
import type { GrowingBlob } from '../../domain/basics/blobs.ts'
import type { ChunkDraft } from './chunk-draft.ts'
import type { ChunkWriter } from './chunk-writer.ts'
import { recordLimits } from './record-limits.ts'
import { recordBound, type SessionRecording } from './session-recorder.ts'

export interface RecordingParts {
  readonly blob: GrowingBlob
  readonly chunks: ChunkWriter
  readonly startedAt: Date
  readonly recordsInput: boolean
  readonly clock: Clock
  /** The blob is let go, finished or not. */
  released(): void
  /** The record is finished. */
  closed(reason: string, isInterrupted: boolean): Promise<void>
}

export class Recording implements SessionRecording {
  readonly #parts: RecordingParts
  /** Chunks that are made and not durable. */
  readonly #made: { readonly bytes: Uint8Array; readonly draft: ChunkDraft }[] = []
  /** The chunk that is being gathered. */
  #draft: ChunkDraft | undefined
  #pendingBytes = 0
  #durableBytes: number
  #lastMs = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #ending: Promise<void> | undefined
  #error: Error | undefined
  #drained = () => {}
  #failed: ((error: Error) => void) | undefined

  constructor(parts: RecordingParts) {
    this.#parts = parts
    this.#durableBytes = parts.blob.sizeBytes
  }

  get pendingBytes(): number {
    return this.#pendingBytes
  }

  output(bytes: Uint8Array): void {
    this.#gather('o', bytes)
  }

  input(bytes: Uint8Array): void {
    if (this.#parts.recordsInput) this.#gather('i', bytes)
  }

  resize(cols: number, rows: number): void {
    this.#say('r', `${cols}x${rows}`)
  }

  remark(text: string): void {
    this.#say('m', text)
  }

  onDrain(listener: () => void): void {
    this.#drained = listener
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failed = listener
    if (this.#error) listener(this.#error)
  }

  close(why: string, isInterrupted = false): Promise<void> {
    const reason = why || 'The session ended.'
    this.#ending ??= this.#end(() => {
      this.#open().addText(this.#now(), 'm', reason, 0)
      this.#make({ reason, isInterrupted })
    }).then(() => this.#parts.closed(reason, isInterrupted))
    return this.#ending
  }

  /** Writes what there is and lets go of the blob; the record goes on another time. */
  release(): Promise<void> {
    this.#ending ??= this.#end(() => this.#make())
    return this.#ending
  }

  #gather(code: 'o' | 'i', bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += recordLimits.eventBytes) {
      const part = bytes.subarray(from, from + recordLimits.eventBytes)
      this.#add(part.length, (draft, counted) => draft.addBytes(this.#now(), code, part, counted))
    }
  }

  #say(code: 'r' | 'm', data: string): void {
    this.#add(0, (draft, counted) => draft.addText(this.#now(), code, data, counted))
  }

  #add(terminalBytes: number, into: (draft: ChunkDraft, countedBytes: number) => void): void {
    if (this.#ending) return
    const bytes = terminalBytes + recordLimits.eventOverheadBytes
    const draft = this.#open()
    into(draft, bytes)
    this.#pendingBytes += bytes
    if (draft.countedBytes > recordLimits.chunkBytes - recordLimits.eventBytes) this.#make()
    if (!this.#writing && !this.#error) this.#schedule()
  }

  #schedule(): void {
    if (this.#pendingBytes >= recordLimits.writeAtBytes) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), recordLimits.writeAfterMs)
  }

  /** Milliseconds since the start; never before the event before, whatever the clock does. */
  #now(): number {
    const passedMs = this.#parts.clock.now().getTime() - this.#parts.startedAt.getTime()
    this.#lastMs = Math.max(passedMs, this.#lastMs)
    return this.#lastMs
  }

  #make(end?: RecordEnd): void {
    const draft = this.#draft
    if (!draft) return
    this.#draft = undefined
    this.#made.push({ bytes: this.#parts.chunks.finish(draft, end && { end }), draft })
  }

  #open(): ChunkDraft {
    return (this.#draft ??= this.#parts.chunks.begin())
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#append().then(
      () => this.#written(),
      (error: Error) => this.#fail(error),
    )
  }

  #written(): void {
    this.#writing = undefined
    if (!this.#ending && (this.#made.length > 0 || this.#draft)) this.#schedule()
    // Last, because who listens may tell more at once.
    if (this.#pendingBytes < recordBound.bytes / 2) this.#drained()
  }

  #fail(error: Error): void {
    this.#writing = undefined
    this.#error = error
    this.#failed?.(error)
  }

  async #append(): Promise<void> {
    this.#make()
    const batch = [...this.#made]
    await this.#parts.blob.append(...batch.map(({ bytes }) => bytes))
    this.#durableBytes = this.#parts.blob.sizeBytes
    this.#made.splice(0, batch.length)
    for (const { draft } of batch) {
      this.#pendingBytes -= draft.countedBytes
      draft.release()
    }
  }

  /** Everything that is left, in one go. After a failure it is tried once more: room may have been made. */
  async #end(makeLast: () => void): Promise<void> {
    clearTimeout(this.#timer)
    await this.#writing
    const { blob } = this.#parts
    try {
      if (this.#error) await blob.cutAt(this.#durableBytes)
      makeLast()
      if (this.#made.length > 0) await this.#append()
    } finally {
      this.#parts.released()
      await blob.close()
    }
  }
}
