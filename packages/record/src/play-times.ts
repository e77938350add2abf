export interface PlaySpeed {
  /** 2 plays twice as fast. Above 0. */
  readonly speed: number
  /** Longest wait between two events, seconds as recorded. */
  readonly idleLimitSeconds: number
}

/** Tells for each event's time in turn how many milliseconds to wait before it is shown. */
export function createPlayTimes({ speed, idleLimitSeconds }: PlaySpeed): (atMs: number) => number {
  let lastMs = 0
  return atMs => {
    const passedMs = Math.min(Math.max(atMs - lastMs, 0), idleLimitSeconds * 1000)
    lastMs = Math.max(lastMs, atMs)
    return passedMs / speed
  }
}
