/** The only source of time in the plane; tests move it by hand. */
export interface Clock {
  now(): Date
  /** Resolves after `milliseconds`, or at once when `signal` aborts. Never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own time. Sleeping does not keep the process alive. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep(milliseconds, signal) {
    return new Promise(resolve => {
      if (signal?.aborted) return resolve()
      const timer = setTimeout(done, milliseconds)
      timer.unref()
      signal?.addEventListener('abort', done, { once: true })
      function done() {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
    })
  },
}
