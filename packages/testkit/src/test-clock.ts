// Time that tests move by hand. It starts at the machine's time, because SDK clients sign with that.
import type { Clock } from '@hostler/plane/domain/basics/clock'

export interface TestClock extends Clock {
  /** How far this clock is ahead of the machine's. */
  readonly offsetMs: number
  /** Moves time on, and lets whoever slept until then run. */
  advance(duration: { hours?: number; minutes?: number; seconds?: number }): Promise<void>
  /** Told of every move, so that clients can sign with the moved time. */
  onMove(listener: (offsetMs: number) => void): void
}

interface Sleeper {
  readonly atMs: number
  wake(): void
}

export function createTestClock(): TestClock {
  const listeners: ((offsetMs: number) => void)[] = []
  const sleepers = new Set<Sleeper>()
  let offsetMs = 0
  const nowMs = () => Date.now() + offsetMs
  return {
    get offsetMs() {
      return offsetMs
    },
    now: () => new Date(nowMs()),
    onMove: listener => void listeners.push(listener),
    sleep(milliseconds, signal) {
      return new Promise(resolve => {
        if (signal?.aborted) return resolve()
        const sleeper: Sleeper = {
          atMs: nowMs() + milliseconds,
          wake() {
            sleepers.delete(sleeper)
            signal?.removeEventListener('abort', sleeper.wake)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake, { once: true })
      })
    },
    async advance({ hours = 0, minutes = 0, seconds = 0 }) {
      offsetMs += ((hours * 60 + minutes) * 60 + seconds) * 1000
      for (const listener of listeners) listener(offsetMs)
      for (const sleeper of sleepers) if (sleeper.atMs <= nowMs()) sleeper.wake()
      // Those who woke run before the test goes on.
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}
