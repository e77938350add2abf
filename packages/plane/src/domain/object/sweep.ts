import type { ObjectBytes } from '../basics/object-bytes.ts'
import type { Reader } from '../storage.ts'
import type { KeptBytes } from './kept-bytes.ts'

/** Bytes are kept first and named by an object at once after that: younger ones may be on their way. */
const leastAgeMs = 3_600_000
const askedAtOnce = 500

export interface SweepParts {
  readonly read: Reader
  readonly bytes: ObjectBytes
  readonly kept: KeptBytes
}

/**
 * Deletes bytes that no object and no part names: a plane died between keeping and naming them, or before it had
 * deleted them. Resolves to how many.
 */
export async function sweepBytes({ read, bytes, kept }: SweepParts, now: Date): Promise<number> {
  const before = now.getTime() - leastAgeMs
  let deleted = 0
  let portion: string[] = []
  async function deleteUnnamed(): Promise<void> {
    const named = await read.pieces.listNamed(portion)
    for (const id of portion) {
      if (named.has(id) || kept.isHeld(id)) continue
      await bytes.delete(id)
      deleted++
    }
    portion = []
  }
  for await (const { id, keptAt } of bytes.list()) {
    if (keptAt.getTime() >= before) continue
    portion.push(id)
    if (portion.length === askedAtOnce) await deleteUnnamed()
  }
  await deleteUnnamed()
  return deleted
}
