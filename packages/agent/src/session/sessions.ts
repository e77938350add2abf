// The host's open sessions: starts them when the service says so, ends them, and reports how each ended. What happens
// in a session is its own affair.
import type { Log } from '../runtime/log.ts'
import { Completions, type CompletionsOptions, type SessionOutcome } from './completions.ts'
import { readStartMessage, type SessionOrder } from './document/start-message.ts'
import { noPlaces } from './log/session-log.ts'
import { Session, type SessionParts } from './session.ts'

export type SessionsOptions = Omit<SessionParts, 'gateway' | 'stopping'> & {
  /** Undefined where no control channel can be: no session can be asked for then. */
  gateway: SessionParts['gateway'] | undefined
  send: CompletionsOptions['send']
  log: Log
}

/** As many as the stock agent runs at once. */
const SESSIONS_MAX = 1000

export class Sessions {
  readonly #options: SessionsOptions
  readonly #completions: Completions
  readonly #open = new Map<string, { session: Session; over: Promise<void> }>()
  readonly #stopped = new AbortController()

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#completions = new Completions(options)
  }

  /** Payload of an `interactive_shell`. */
  start(payload: Uint8Array): void {
    const { log } = this.#options
    const order = readStartMessage(payload)
    if (order === undefined) return log.warn('Ignored a message to start a session: it does not say which')
    const { sessionId } = order
    if (this.#stopped.signal.aborted) return
    if (this.#open.has(sessionId)) return log.warn(`Session ${sessionId} runs already; it is not started again`)
    if ('reason' in order) return this.#refuse(sessionId, order.reason)
    if (this.#open.size >= SESSIONS_MAX) {
      return this.#refuse(sessionId, `The node has ${SESSIONS_MAX} sessions already.`)
    }
    this.#run(order)
  }

  /** The service ends the session. */
  close(sessionId: string): void {
    this.#open.get(sessionId)?.session.end()
  }

  /** Payload of an `agent_task_acknowledge`. */
  acknowledged(payload: Uint8Array): void {
    this.#completions.acknowledged(payload)
  }

  /** Ends all sessions; resolves when none of their processes is left. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    for (const { session } of this.#open.values()) session.end()
    await Promise.all([...this.#open.values()].map(({ over }) => over))
  }

  #run(order: SessionOrder): void {
    const { log, gateway } = this.#options
    const { sessionId } = order
    if (gateway === undefined) return
    log.info(`Session ${sessionId} starts`)
    const session = new Session(order, { ...this.#options, gateway, stopping: this.#stopped.signal })
    const over = session.run().then(outcome => {
      this.#open.delete(sessionId)
      log.info(`Session ${sessionId} ended: ${outcome.status}`)
      this.#tell(outcome)
    })
    this.#open.set(sessionId, { session, over })
  }

  #refuse(sessionId: string, output: string): void {
    this.#tell({ sessionId, status: 'Failed', output, log: noPlaces })
  }

  #tell(outcome: SessionOutcome): void {
    void this.#completions.tell(outcome, this.#stopped.signal)
  }
}
