// The moment after a forwarding session's handshake, in which its client must hear nothing: whatever reaches the stock
// plugin while it sets itself up, an acknowledgement too, leaves it deaf for good.
import type { Clock } from '../../domain/basics/clock.ts'

const quietMs = 100
/** More than an honest agent has to say in so short a time. What is left out, either end asks for again. */
const heldMost = 1_000

export class QuietTime {
  readonly #clock: Clock
  readonly #over: (held: readonly Uint8Array[]) => void
  #held: Uint8Array[] | undefined

  /** @param over told of what was held, which goes first then */
  constructor(clock: Clock, over: (held: readonly Uint8Array[]) => void) {
    this.#clock = clock
    this.#over = over
  }

  get isNow(): boolean {
    return this.#held !== undefined
  }

  begin(): void {
    this.#held = []
    void this.#clock.sleep(quietMs).then(() => {
      const held = this.#held ?? []
      this.#held = undefined
      this.#over(held)
    })
  }

  /** Keeps a message for later. */
  hold(message: Uint8Array): void {
    if (this.#held && this.#held.length < heldMost) this.#held.push(message)
  }

  /** Another client: what was for the last one is nothing to it. */
  forget(): void {
    if (this.#held) this.#held = []
  }
}
