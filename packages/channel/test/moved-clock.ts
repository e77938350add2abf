/** Time that a test moves. */
export class MovedClock {
  #nowMs = 1_700_000_000_000
  readonly #timers = new Set<{ readonly atMs: number; readonly elapsed: () => void }>()

  nowMs(): number {
    return this.#nowMs
  }

  timer(ms: number, elapsed: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, elapsed }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  get waiting(): number {
    return this.#timers.size
  }

  /** Lets time pass; timers fire in their order. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms
    for (;;) {
      const [next] = [...this.#timers].filter(({ atMs }) => atMs <= untilMs).sort((one, other) => one.atMs - other.atMs)
      if (!next) break
      this.#timers.delete(next)
      this.#nowMs = next.atMs
      next.elapsed()
    }
    this.#nowMs = untilMs
  }
}
