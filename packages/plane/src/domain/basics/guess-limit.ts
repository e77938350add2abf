// How often secrets that people choose or type may be guessed: some at once, then one in a while. Kept in memory of a
// fixed size, whoever asks: names are hashed into buckets under a key of this process, so nobody can fill it, nor aim
// at somebody else's bucket. A restart forgets.
import { createHmac, randomBytes } from 'node:crypto'
import { DomainError } from './errors.ts'

export interface GuessLimit {
  /** Counts one guess, before it is looked at: guesses that come at once count too. Throws `guess.throttled`. */
  take(name: string, now: Date): void
  /** The guess was right: forgets those before it. */
  clear(name: string): void
}

const buckets = 65_536
const atOnce = 5
const everyMs = 60_000

export function createGuessLimit(): GuessLimit {
  const key = randomBytes(32)
  /** When all guesses so far are paid off, one in `everyMs`. */
  const paidOffAt = new Float64Array(buckets)
  const bucketOf = (name: string) => createHmac('sha256', key).update(name).digest().readUInt16BE(0)
  return {
    take(name, now) {
      const bucket = bucketOf(name)
      const start = Math.max(paidOffAt[bucket]!, now.getTime())
      if (start - now.getTime() > (atOnce - 1) * everyMs) throw new DomainError('guess', 'throttled', name)
      paidOffAt[bucket] = start + everyMs
    },
    clear(name) {
      paidOffAt[bucketOf(name)] = 0
    },
  }
}
