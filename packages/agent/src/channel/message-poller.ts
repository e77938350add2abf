// The older way to messages: long polls of ec2messages, used until the control channel has proved itself and
// again when that is denied. It hands on messages; it does not know what they mean.
import { randomUUID } from 'node:crypto'
import type { JsonApi } from '../api/json-api.ts'
import type { Timing } from '../config/timing.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import { describeError } from '../credentials/not-managed.ts'
import type { Clock } from '../runtime/clock.ts'
import { parseJsonObject } from '../runtime/files.ts'
import type { Log } from '../runtime/log.ts'

export type PolledMessage = { MessageId: string; Topic: string; Destination: string; CreatedDate: string }

export type MessagePollerOptions = {
  instanceId: string
  api: JsonApi
  credentials: CredentialSource
  onMessage: (message: PolledMessage) => void
  clock: Clock
  random: () => number
  log: Log
  timing: Timing
}

const VISIBILITY_TIMEOUT_SECONDS = 10
const QUICK_ANSWER_MS = 1000
/** One line for so many failures in a row: without a plane they come every few seconds. */
const FAILURES_PER_LINE = 20

function isMessage(value: unknown): value is PolledMessage {
  const message = value as Partial<Record<keyof PolledMessage, unknown>> | null
  const members = [message?.MessageId, message?.Topic, message?.Destination, message?.CreatedDate]
  return members.every(member => typeof member === 'string' && member !== '')
}

export class MessagePoller {
  readonly #options: MessagePollerOptions
  #wanted = false
  #polling = false
  #failures = 0

  constructor(options: MessagePollerOptions) {
    this.#options = options
  }

  /** Begins to poll; no effect while polling. */
  start(signal: AbortSignal): void {
    this.#wanted = true
    if (this.#polling) return
    this.#polling = true
    // Fails only because of the signal, which everyone else sees too.
    this.#poll(signal).catch(() => {})
  }

  /** Lets the poll that is under way be the last one. */
  stop(): void {
    this.#wanted = false
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { clock, random, timing } = this.#options
    while (this.#wanted) {
      const askedAt = clock.now().getTime()
      await this.#getMessages(signal)
      if (clock.now().getTime() - askedAt < QUICK_ANSWER_MS && this.#wanted) {
        await clock.sleep(timing.pollingPause * 1000 * (1 + random() / 4), 'message poll', signal)
      }
    }
    this.#polling = false
  }

  async #getMessages(signal: AbortSignal): Promise<void> {
    const { instanceId, api, credentials, onMessage, log } = this.#options
    const input = {
      Destination: instanceId,
      MessagesRequestId: randomUUID(),
      VisibilityTimeoutInSeconds: VISIBILITY_TIMEOUT_SECONDS,
    }
    try {
      const answer = parseJsonObject(await api.call({ operation: 'GetMessages', input, credentials }, signal))
      this.#failures = 0
      const messages = answer?.['Messages']
      if (Array.isArray(messages)) messages.filter(isMessage).forEach(onMessage)
    } catch (error) {
      signal.throwIfAborted()
      if (this.#failures++ % FAILURES_PER_LINE === 0) log.warn(`Polling for messages failed: ${describeError(error)}`)
    }
  }
}
