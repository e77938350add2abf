import { giveMemory, takeMemory } from './chunk-memory.ts'
import { eventEnd, eventStart, writeEvent } from '@hostler/record/write-chunk'

/** Kept free before the events: the head is known last. */
const headRoomBytes = 640
/** What an event's line has beside its base64, at most: times have twelve digits before the point. */
const frameBytes = 32

/** A chunk that is being gathered: what passes is put into its final form at once, so that nothing else is kept. */
export class ChunkDraft {
  #memory: Buffer
  #end = headRoomBytes
  #terminalBytes = 0

  /** @param expectedBytes how long the one before became */
  constructor(expectedBytes: number) {
    this.#memory = takeMemory(expectedBytes + headRoomBytes)
  }

  /** Bytes of the terminal in it, and what each event counts for. */
  get countedBytes(): number {
    return this.#terminalBytes
  }

  addBytes(atMs: number, code: 'o' | 'i', bytes: Uint8Array, countedBytes: number): void {
    this.#make(frameBytes + 4 * Math.ceil(bytes.length / 3), countedBytes)
    this.#write(eventStart(atMs, code))
    this.#write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'))
    this.#write(eventEnd)
  }

  addText(atMs: number, code: 'r' | 'm', data: string, countedBytes: number): void {
    const line = writeEvent({ atMs, code, data })
    this.#make(Buffer.byteLength(line), countedBytes)
    this.#end += this.#memory.write(line, this.#end)
  }

  /**
   * The chunk: head, events, and the seal that `seal` makes of them. The memory is the chunk's until {@link release}.
   *
   * @param sealBytes how long every seal is
   */
  finish(head: string, sealBytes: number, seal: (body: Uint8Array) => string): Uint8Array {
    const headBytes = Buffer.byteLength(head)
    if (headBytes > headRoomBytes) this.#shift(headBytes - headRoomBytes)
    const start = Math.max(headRoomBytes - headBytes, 0)
    this.#make(sealBytes, 0)
    this.#memory.write(head, start)
    this.#write(seal(this.#memory.subarray(start, this.#end)))
    return this.#memory.subarray(start, this.#end)
  }

  release(): void {
    giveMemory(this.#memory)
  }

  #write(text: string): void {
    this.#end += this.#memory.write(text, this.#end, 'latin1')
  }

  /** Makes room behind what there is. */
  #make(bytes: number, countedBytes: number): void {
    this.#terminalBytes += countedBytes
    if (this.#end + bytes <= this.#memory.length) return
    this.#moveTo(takeMemory(Math.max(this.#end + bytes, this.#memory.length * 2)), 0)
  }

  #shift(bytes: number): void {
    this.#moveTo(takeMemory(this.#end + bytes), bytes)
  }

  #moveTo(memory: Buffer, place: number): void {
    this.#memory.copy(memory, place, 0, this.#end)
    giveMemory(this.#memory)
    this.#memory = memory
    this.#end += place
  }
}
