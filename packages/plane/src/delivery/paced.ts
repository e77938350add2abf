// Messages to one agent, one after the other with a pause in between: the stock agent takes one session message at a
// time, and a burst of them stops its control channel for good.

export interface PaceTimer {
  nowMs(): number
  /** Calls back once, after `milliseconds`. */
  after(milliseconds: number, callback: () => void): void
}

export const machineTimer: PaceTimer = {
  nowMs: () => performance.now(),
  after: (milliseconds, callback) => void setTimeout(callback, milliseconds).unref(),
}

export interface PacedOptions {
  readonly gapMs: number
  /** How many messages may wait. */
  readonly waitingMax: number
}

export const stockAgentPace: PacedOptions = { gapMs: 50, waitingMax: 500 }

export class Paced {
  readonly #send: (frame: Uint8Array) => void
  readonly #options: PacedOptions
  readonly #timer: PaceTimer
  readonly #waiting: Uint8Array[] = []
  #lastMs = -Infinity
  #isArmed = false

  constructor(send: (frame: Uint8Array) => void, options = stockAgentPace, timer = machineTimer) {
    this.#send = send
    this.#options = options
    this.#timer = timer
  }

  /** Sends now or in its turn. False when too many wait already. */
  add(frame: Uint8Array): boolean {
    if (this.#waiting.length >= this.#options.waitingMax) return false
    this.#waiting.push(frame)
    this.#next()
    return true
  }

  #next(): void {
    if (this.#isArmed) return
    if (this.#leftMs() <= 0) {
      this.#lastMs = this.#timer.nowMs()
      this.#send(this.#waiting.shift()!)
    }
    if (this.#waiting.length === 0) return
    this.#isArmed = true
    // Timers may come a little early.
    this.#timer.after(Math.ceil(this.#leftMs()), () => {
      this.#isArmed = false
      this.#next()
    })
  }

  #leftMs(): number {
    return this.#lastMs + this.#options.gapMs - this.#timer.nowMs()
  }
}
