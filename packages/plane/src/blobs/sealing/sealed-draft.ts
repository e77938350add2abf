// A draft that seals: plain bytes in, sealed ones to wherever they are kept. While some are being written the next are
// sealed, so a draft holds two batches and no more.
import { randomBytes } from 'node:crypto'
import type { BytesDraft } from '../../domain/basics/object-bytes.ts'
import type { ObjectKeys } from './object-keys.ts'
import { createSegmentSealer } from './segment-sealer.ts'
import { createSegments } from './segments.ts'

/** Where sealed bytes go. Its calls follow one another. */
export interface SealedSink {
  write(pieces: readonly Buffer[]): Promise<void>
  /** Takes the last bytes, never none, and makes all of them durable and readable. */
  finish(pieces: readonly Buffer[]): Promise<void>
  /** Takes away what was written, also after a `write` or `finish` that failed. */
  discard(): Promise<void>
}

/** @param segmentsAtOnce how many are handed to the sink in one batch */
export function createSealedDraft(
  keys: ObjectKeys,
  segmentsAtOnce: number,
  createSink: (id: string) => SealedSink,
): BytesDraft {
  const id = randomBytes(16).toString('hex')
  const { key, sealedKey } = keys.make(id)
  const sealer = createSegmentSealer(createSegments(id, key))
  const sink = createSink(id)
  let batch: Buffer[] = []
  let segments = 0
  let writing = Promise.resolve()
  let over: Error | undefined

  function requireOpen(): void {
    if (over) throw over
  }
  async function flush(): Promise<void> {
    await writing
    requireOpen()
    writing = sink.write(batch)
    // Its failure is that of the next call.
    writing.catch(() => {})
    batch = []
    segments = 0
  }
  async function end(reason: Error): Promise<void> {
    over = reason
    batch = []
    await writing.catch(() => {})
    await sink.discard().catch(() => {})
  }
  return {
    id,
    async write(bytes) {
      requireOpen()
      try {
        for (const segment of sealer.add(bytes)) {
          batch.push(...segment)
          if (++segments === segmentsAtOnce) await flush()
        }
      } catch (error) {
        if (!over) await end(error as Error)
        throw error
      }
    },
    async keep() {
      requireOpen()
      over = new Error(`draft ${id} was kept`)
      try {
        await writing
        await sink.finish([...batch, ...sealer.finish()])
      } catch (error) {
        await end(error as Error)
        throw error
      }
      return { id, sizeBytes: sealer.sizeBytes, sealedKey }
    },
    async discard() {
      if (!over) await end(new Error(`draft ${id} was discarded`))
    },
  }
}

/** What drafts are named: also what keeps names of other things away from the disk and the store. */
export function isBytesId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text)
}
