// Notices a dead connection: pings at a fixed interval, and drops the socket when pongs stay away. Ordinary
// messages do not count as signs of life.
import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Socket } from '../runtime/socket.ts'

const PING_PAYLOAD = 'keepalive'

export class Liveness {
  readonly #clock: Clock
  readonly #timing: Timing
  readonly #stopped = new AbortController()
  #deadline = 0

  constructor(clock: Clock, timing: Timing) {
    this.#clock = clock
    this.#timing = timing
  }

  /** Watches `socket` until `stop`. */
  start(socket: Socket): void {
    this.#extend(this.#timing.channelFirstDeadline)
    // Both end with the abort that `stop` causes.
    this.#ping(socket).catch(() => {})
    this.#watch(socket).catch(() => {})
  }

  onPong(): void {
    this.#extend(this.#timing.channelDeadline)
  }

  stop(): void {
    this.#stopped.abort()
  }

  #extend(seconds: number): void {
    this.#deadline = this.#clock.now().getTime() + seconds * 1000
  }

  async #ping(socket: Socket): Promise<never> {
    for (;;) {
      await this.#clock.sleep(this.#timing.channelPing * 1000, 'channel ping', this.#stopped.signal)
      socket.ping(PING_PAYLOAD)
    }
  }

  async #watch(socket: Socket): Promise<void> {
    for (;;) {
      const leftMs = this.#deadline - this.#clock.now().getTime()
      if (leftMs <= 0) return socket.terminate()
      await this.#clock.sleep(leftMs, 'channel deadline', this.#stopped.signal)
    }
  }
}
