// The stock agent between its two channels: goes to sessions when told to, comes back when their socket breaks, and
// tells of failures twice.
import type { SessionHost } from './session-ends.ts'
import { StockEnd } from './stock-ends.ts'

/** Attempts in a row before it gives up; one that succeeds begins the count anew. */
const attemptsMax = 5
/** Only these words make it give up at once. */
const isOver = 'Session is already terminated'

export class StockAgent {
  readonly #host: SessionHost
  /** How often it has asked for a data channel. */
  attempts = 0

  constructor(host: SessionHost) {
    this.#host = host
  }

  /** Takes the next order to start a session. One that it could not read it would drop, and nobody hear of it. */
  async takeOrder(): Promise<string> {
    return String((await this.#host.toldToStart())['SessionId'])
  }

  /** Opens its end, and opens it again whenever it breaks; `gone` resolves when it has given up. */
  async join(sessionId: string): Promise<{ readonly end: StockEnd; readonly gone: Promise<string> }> {
    this.attempts++
    const end = new StockEnd('agent', await this.#host.join(sessionId))
    return { end, gone: this.#comeBack(sessionId, end) }
  }

  async #comeBack(sessionId: string, end: StockEnd): Promise<string> {
    for (let failed = 0; ;) {
      if (failed === 0) await end.end.closed
      this.attempts++
      try {
        end.come(await this.#host.join(sessionId))
        failed = 0
      } catch (error) {
        const { message } = error as Error
        if (message.includes(isOver) || ++failed > attemptsMax) return message
      }
    }
  }

  /** A session that could not be run is told of twice, as two results of one task. */
  fail(sessionId: string, why: string): void {
    for (let i = 0; i < 2; i++) this.#host.complete(sessionId, 'Failed', why)
  }
}
