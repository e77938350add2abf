// Between nouns and sealed bytes: takes bytes in, and deletes those that no object names any more, in the background
// and never under the hands of a reader in this process. A plane that dies before it has deleted them leaves them to the
// sweep.
import { createHash } from 'node:crypto'
import { DomainError } from '../basics/errors.ts'
import type { ObjectBytes, StoredBytes } from '../basics/object-bytes.ts'

/** Bytes that are durable and that nothing names yet. Who gets them puts them into an object or a part, or forgets them. */
export interface TakenBytes {
  readonly stored: StoredBytes
  /** Hex. */
  readonly md5: string
}

export interface KeptBytes {
  /**
   * Takes bytes as they come; durable when it resolves. Nothing is left of them when `source` or `check` throws: what
   * is known of them only at their end, a checksum say, is compared there.
   */
  take(source: AsyncIterable<Uint8Array>, check?: (taken: Omit<TakenBytes, 'stored'>) => void): Promise<TakenBytes>
  /** Until the returned function is called, bytes with these ids are not deleted. */
  hold(ids: readonly string[]): () => void
  /** Deletes bytes soon, and those that are read once nobody reads them. Never throws. */
  forget(ids: readonly string[]): void
  /**
   * Forgets bytes that a rule refused. After any other failure, nobody knows whether a commit went through: the sweep
   * looks at what is named, and deletes them then.
   */
  forgetRefused(taken: TakenBytes, error: unknown): void
  /** Whether some reader holds these bytes. */
  isHeld(id: string): boolean
  /** Resolves when nothing is left to delete but what is held. */
  idle(): Promise<void>
}

const deletedAtOnce = 4

/** @param failed hears of bytes that could not be deleted; the sweep tries again */
export function createKeptBytes(bytes: ObjectBytes, failed: (id: string, error: unknown) => void): KeptBytes {
  const readers = new Map<string, number>()
  const waiting = new Set<string>()
  const queue: string[] = []
  let draining: Promise<unknown> | undefined

  async function drain(): Promise<void> {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (readers.has(id)) {
        waiting.add(id)
        continue
      }
      try {
        await bytes.delete(id)
      } catch (error) {
        failed(id, error)
      }
    }
  }

  function forget(ids: readonly string[]): void {
    for (const id of ids) queue.push(id)
    if (queue.length === 0) return
    draining ??= Promise.all(Array.from({ length: deletedAtOnce }, drain)).finally(() => {
      draining = undefined
      forget([])
    })
  }

  function release(id: string): void {
    const left = readers.get(id)! - 1
    if (left > 0) return void readers.set(id, left)
    readers.delete(id)
    if (waiting.delete(id)) forget([id])
  }

  return {
    async take(source, check) {
      const draft = await bytes.draft()
      const hash = createHash('md5')
      try {
        for await (const piece of source) {
          hash.update(piece)
          await draft.write(piece)
        }
        const md5 = hash.digest('hex')
        check?.({ md5 })
        return { stored: await draft.keep(), md5 }
      } catch (error) {
        await draft.discard()
        throw error
      }
    },
    hold(ids) {
      for (const id of ids) readers.set(id, (readers.get(id) ?? 0) + 1)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        for (const id of ids) release(id)
      }
    },
    forget,
    forgetRefused({ stored }, error) {
      if (error instanceof DomainError) forget([stored.id])
    },
    isHeld: id => readers.has(id),
    async idle() {
      for (let under = draining; under; under = draining) await under
    },
  }
}
