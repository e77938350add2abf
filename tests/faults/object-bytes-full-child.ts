// Fills a small disk with objects, four writers at once: argument is the folder. Says on standard output, as JSON, how they
// ended and what was left.
import { randomInt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredBytes } from '@hostler/plane/domain/basics/object-bytes'
import { verifyStored } from '@hostler/plane/domain/basics/verify-stored'
import { openTestPlace, patternOf } from './object-bytes-place.ts'

const folder = process.argv[2]!
const bytes = await openTestPlace(folder)
const kept: StoredBytes[] = []

/** The name of what ended it. */
async function keepOn(): Promise<string> {
  try {
    for (;;) {
      const draft = await bytes.draft()
      for (let i = randomInt(1, 30); i > 0; i--) await draft.write(patternOf(draft.id, 65_536))
      kept.push(await draft.keep())
    }
  } catch (error) {
    return (error as Error).name
  }
}

const failures = await Promise.all([keepOn(), keepOn(), keepOn(), keepOn()])
const drafts = readdirSync(join(folder, 'drafts'))
const listed = (await Array.fromAsync(bytes.list())).map(({ id }) => id)
const listedAreKept =
  listed.sort().join() ===
  kept
    .map(({ id }) => id)
    .sort()
    .join()
const verified = await Promise.all(kept.map(stored => verifyStored(bytes, stored).then(() => true)))
await bytes.delete(kept[0]!.id)
const draft = await bytes.draft()
await draft.write(Buffer.from('room again'))
const afterwards = await Array.fromAsync(bytes.read(await draft.keep(), 0, 100))
const keptAreWhole = verified.every(Boolean)
const said = { failures, drafts, listedAreKept, keptAreWhole, keptMany: kept.length > 3 }
console.log(JSON.stringify({ ...said, afterwards: Buffer.concat(afterwards).toString() }))
