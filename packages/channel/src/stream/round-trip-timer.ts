/**
 * How long to wait for an acknowledgement, by the stock programs' formula: smoothed round-trip time plus four
 * variations, at most a second. Milliseconds throughout.
 */
export class RoundTripTimer {
  #roundTripMs = 100
  #variationMs = 0
  #timeoutMs = 200

  get timeoutMs(): number {
    return this.#timeoutMs
  }

  /** A message that was sent once has been acknowledged after this time. */
  sample(elapsedMs: number): void {
    const roundTripMs = Math.max(0, elapsedMs)
    // The variation is measured against the smoothed time as it was.
    this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#roundTripMs - roundTripMs)
    this.#roundTripMs = 0.875 * this.#roundTripMs + 0.125 * roundTripMs
    this.#timeoutMs = Math.min(longestMs, this.#roundTripMs + Math.max(10, 4 * this.#variationMs))
  }

  /** Nothing came in time: wait twice as long, until a sample says otherwise. */
  backOff(): void {
    this.#timeoutMs = Math.min(longestMs, this.#timeoutMs * 2)
  }
}

const longestMs = 1000
