// Work that takes much of the machine: so many at a time, and so many that wait. Further ones are refused.
import { DomainError } from './errors.ts'

/** @param atOnce how many run side by side @param waitingMax how many may wait; beyond it throws `work.throttled` */
export function limitedWork(atOnce: number, waitingMax: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async work => {
    if (running === atOnce) {
      if (waiting.length === waitingMax) throw new DomainError('work', 'throttled', '')
      await new Promise<void>(resolve => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      // Whoever waits longest takes this place.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
