/** Hands items to a consumer one at a time, the next when it has taken the one before. */
export class InTurn<Item extends object> {
  readonly #consume: (item: Item) => Promise<void> | void
  readonly #failed: (error: unknown) => void
  #waiting: Item[] = []
  #isBusy = false

  /** @param failed is told when the consumer throws or rejects; nothing is handed to it after that */
  constructor(consume: (item: Item) => Promise<void> | void, failed: (error: unknown) => void) {
    this.#consume = consume
    this.#failed = failed
  }

  add(item: Item): void {
    this.#waiting.push(item)
    if (!this.#isBusy) void this.#work()
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = []
  }

  /** A consumer that takes an item at once has taken it when `add` returns. */
  async #work(): Promise<void> {
    this.#isBusy = true
    try {
      for (let item = this.#waiting.shift(); item; item = this.#waiting.shift()) {
        const taken = this.#consume(item)
        if (taken) await taken
      }
      this.#isBusy = false
    } catch (error) {
      this.clear()
      this.#failed(error)
    }
  }
}
