// Tells the service over the control channel how sessions ended, until it has heard it.
import { randomUUID } from 'node:crypto'
import { messageTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import type { AgentTaskComplete } from '@hostler/channel/payloads/control-payloads'
import { readJson, writeJson } from '@hostler/channel/payloads/json-payload'
import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { LogPlaces } from './log/session-log.ts'
import { sha256 } from './stream/session-stream.ts'

export type SessionOutcome = {
  sessionId: string
  status: 'Success' | 'Failed'
  /** What its user should see; empty for nothing. */
  output: string
  /** Where its log is, or was to be. */
  log: LogPlaces
}

export type CompletionsOptions = {
  instanceId: string
  /** Returns whether there was an open channel. */
  send: (frame: Uint8Array) => boolean
  clock: Clock
  timing: Timing
}

const SENDS = 3
/** Tries without a channel: it comes back, and the service wants to know. */
const TRIES_WITHOUT_CHANNEL = 300

export class Completions {
  readonly #options: CompletionsOptions
  readonly #writer = new FrameWriter({ digest: sha256, randomUUID })
  /** By message id: what stops the repeating. */
  readonly #waiting = new Map<string, AbortController>()

  constructor(options: CompletionsOptions) {
    this.#options = options
  }

  /** Resolves when it is acknowledged, or has been said often enough; never rejects. */
  async tell(outcome: SessionOutcome, signal: AbortSignal): Promise<void> {
    const { clock, timing, send } = this.#options
    const id = randomUUID()
    const heard = new AbortController()
    this.#waiting.set(id, heard)
    const either = AbortSignal.any([signal, heard.signal])
    for (let sent = 0, tries = 0; sent < SENDS && tries < TRIES_WITHOUT_CHANNEL && !either.aborted; tries++) {
      if (send(this.#frame(outcome, id, sent + 1))) sent++
      await clock.sleep(timing.taskCompleteRetry * 1000, 'session complete', either).catch(() => {})
    }
    this.#waiting.delete(id)
  }

  /** Payload of an `agent_task_acknowledge`. */
  acknowledged(payload: Uint8Array): void {
    this.#waiting.get(String(readJson(payload)?.['MessageId']))?.abort()
  }

  #frame({ sessionId, status, output, log }: SessionOutcome, id: string, retryNumber: number): Uint8Array {
    const complete: AgentTaskComplete = {
      SchemaVersion: 1,
      TaskId: sessionId,
      Topic: messageTypes.agentTaskComplete,
      FinalTaskStatus: status,
      IsRoutingFailure: false,
      AwsAccountId: '',
      InstanceId: this.#options.instanceId,
      Output: output,
      S3Bucket: log.s3Bucket,
      S3UrlSuffix: log.s3UrlSuffix,
      CwlGroup: log.cwlGroup,
      CwlStream: log.cwlStream,
      RetryNumber: retryNumber,
    }
    const nowMs = this.#options.clock.now().getTime()
    return this.#writer.message(messageTypes.agentTaskComplete, writeJson(complete), nowMs, id)
  }
}
