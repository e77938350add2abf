// The bytes of objects in memory, unsealed: for tests of what is above them.
import { randomUUID } from 'node:crypto'
import { BytesDamaged, type ObjectBytes } from '@hostler/plane/domain/basics/object-bytes'

export interface MemoryObjectBytes extends ObjectBytes {
  /** Of all that is kept. */
  readonly ids: ReadonlySet<string>
  /** Changes one byte of it, or takes all of it away. */
  damage(id: string, how: 'changed' | 'lost'): void
}

/** Bytes that one piece of a read holds at most. */
const readAtOnce = 65_537

/** @param now when bytes are kept, as far as the sweep is told */
export function createMemoryObjectBytes(now: () => Date = () => new Date()): MemoryObjectBytes {
  const kept = new Map<string, { bytes: Buffer; readonly keptAt: Date; isChanged: boolean }>()
  return {
    get ids() {
      return new Set(kept.keys())
    },
    draft() {
      const id = randomUUID()
      const pieces: Buffer[] = []
      return Promise.resolve({
        id,
        async write(bytes) {
          pieces.push(Buffer.from(bytes))
        },
        async keep() {
          const bytes = Buffer.concat(pieces)
          kept.set(id, { bytes, keptAt: now(), isChanged: false })
          return { id, sizeBytes: bytes.length, sealedKey: `key of ${id}` }
        },
        async discard() {},
      })
    },
    async *read({ id, sizeBytes, sealedKey }, fromByte, untilByte) {
      if (sealedKey !== `key of ${id}`) throw new BytesDamaged(id, 'another key')
      const end = Math.min(untilByte, sizeBytes)
      for (let from = fromByte; from < end; from += readAtOnce) {
        const there = kept.get(id)
        if (!there) throw new BytesDamaged(id, 'lost')
        if (there.isChanged) throw new BytesDamaged(id, 'changed')
        yield Buffer.from(there.bytes.subarray(from, Math.min(from + readAtOnce, end)))
      }
    },
    async delete(id) {
      kept.delete(id)
    },
    async *list() {
      for (const [id, { keptAt }] of kept) yield { id, keptAt }
    },
    damage(id, how) {
      if (how === 'lost') kept.delete(id)
      else kept.get(id)!.isChanged = true
    },
  }
}
