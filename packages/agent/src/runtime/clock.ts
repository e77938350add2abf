// Time as the agent sees it. Every wait goes through here and names its purpose, so that tests can move
// time from wait to wait. It knows nothing about what the waits are for.

export type Clock = {
  now(): Date
  /** Resolves after `durationMs`; rejects with the signal's reason as soon as `signal` is aborted. */
  sleep(durationMs: number, purpose: string, signal: AbortSignal): Promise<void>
}

/** Node refuses longer timers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

function timer(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(handle)
      reject(signal.reason as Error)
    }
    const handle = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, durationMs)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(durationMs, _purpose, signal) {
    signal.throwIfAborted()
    for (let left = Math.max(0, durationMs); left >= 0; left -= LONGEST_TIMER_MS) {
      await timer(Math.min(left, LONGEST_TIMER_MS), signal)
    }
  },
}
