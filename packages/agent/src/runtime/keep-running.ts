import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

/**
 * Runs a part of the agent until the signal is aborted; never rejects. An error that the part did not expect must
 * not end the agent: the part starts again after a pause, and whatever the failed run left behind ends with it.
 */
export async function keepRunning(
  part: (signal: AbortSignal) => Promise<void>,
  pauseSeconds: number,
  { clock, log }: { clock: Clock; log: Log },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const own = new AbortController()
    try {
      return await part(AbortSignal.any([signal, own.signal]))
    } catch (error) {
      own.abort()
      if (signal.aborted) return
      log.error(`Unexpected: ${(error as Error).stack ?? String(error)}. Starting again in ${pauseSeconds} s.`)
      await clock.sleep(pauseSeconds * 1000, 'surprise', signal).catch(() => {})
    }
  }
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
