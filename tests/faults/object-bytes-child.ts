// A process that keeps objects until it is killed: `FOLDER` or `URL` of an S3 store. Says on standard
// output, a JSON line each, what it is about to keep and what it was sure to have kept.
import { randomInt } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openTestPlace, patternOf } from './object-bytes-place.ts'

const bytes = await openTestPlace(process.argv[2]!)
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)

async function keepOn(): Promise<never> {
  for (;;) {
    const draft = await bytes.draft()
    // Mostly small ones, and some that take several writes, or parts.
    const pieces = randomInt(4) === 0 ? randomInt(160) : 0
    const restBytes = randomInt(65_536)
    for (let i = 0; i < pieces; i++) await draft.write(patternOf(draft.id, 65_536))
    await draft.write(patternOf(draft.id, restBytes))
    say({ about: { id: draft.id, sizeBytes: pieces * 65_536 + restBytes } })
    say({ kept: await draft.keep() })
  }
}

await Promise.all([keepOn(), keepOn(), keepOn(), keepOn()])
