// Brings a capture into a stream of CloudWatch Logs, from its beginning to its end: while it grows, once a second, or
// as a whole. What was not taken is sent again.
import { AwsError, errorText } from '../../api/aws-error.ts'
import type { LogsApi, LogStream } from '../../api/logs-api.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'
import type { CaptureFile } from './capture-file.ts'
import { cutEvents, type EventForm, EVENTS_MAX } from './cut-events.ts'

export type LogStreamWriterOptions = {
  api: LogsApi
  stream: LogStream
  capture: Pick<CaptureFile, 'read' | 'sizeBytes'>
  form: EventForm
  tickSeconds: number
  clock: Clock
  log: Log
}

/** A service that refuses is asked ever more rarely, but once a minute. */
const LONGEST_PAUSE_TICKS = 60

export class LogStreamWriter {
  readonly #options: LogStreamWriterOptions
  readonly #ended = new AbortController()
  #sentBytes = 0
  #isCreated = false
  #token: string | undefined

  constructor(options: LogStreamWriterOptions) {
    this.#options = options
  }

  /** The capture grows no more: {@link run} resolves when all of it has been taken. */
  end(): void {
    this.#ended.abort()
  }

  /** Resolves at the end, or when group or stream are no longer there; rejects with the signal's reason alone. */
  async run(signal: AbortSignal): Promise<void> {
    const { stream, log } = this.#options
    await this.#pause(1, signal)
    for (let failures = 0; ;) {
      const isLast = this.#ended.signal.aborted
      try {
        const hasSent = await this.#sendNext(isLast, signal)
        failures = 0
        if (!hasSent && isLast) return
      } catch (error) {
        signal.throwIfAborted()
        const why = `${stream.logGroupName}/${stream.logStreamName}: ${errorText(error)}`
        if (error instanceof AwsError && error.code === 'ResourceNotFoundException') {
          return log.warn(`Nothing more goes to CloudWatch Logs: ${why}`)
        }
        if (failures === 0) log.warn(`CloudWatch Logs did not take events; they are sent again: ${why}`)
        failures++
        this.#token = undefined
        if (isLast) await this.#sleep(1, signal)
      }
      await this.#pause(Math.min(2 ** failures, LONGEST_PAUSE_TICKS), signal)
    }
  }

  /** Whether there was anything to send. */
  async #sendNext(isLast: boolean, signal: AbortSignal): Promise<boolean> {
    const { capture, form, clock } = this.#options
    const { sizeBytes } = capture
    const bytes = await capture.read(this.#sentBytes, form.limitBytes * EVENTS_MAX)
    const { messages, takenBytes } = cutEvents(bytes, isLast && this.#sentBytes + bytes.length === sizeBytes, form)
    if (messages.length > 0) {
      const timestamp = clock.now().getTime()
      await this.#put(
        messages.map(message => ({ message, timestamp })),
        signal,
      )
    }
    this.#sentBytes += takenBytes
    return takenBytes > 0
  }

  async #put(events: { message: string; timestamp: number }[], signal: AbortSignal): Promise<void> {
    const { api, stream } = this.#options
    if (!this.#isCreated) await api.createStream(stream, signal)
    this.#isCreated = true
    this.#token ??= await api.findToken(stream, signal)
    try {
      this.#token = await api.putEvents(stream, events, this.#token, signal)
    } catch (error) {
      const { code } = error as AwsError
      // They were taken, and the answer was lost.
      if (code === 'DataAlreadyAcceptedException') this.#token = undefined
      else if (code === 'InvalidSequenceTokenException') {
        this.#token = await api.putEvents(stream, events, await api.findToken(stream, signal), signal)
      } else throw error
    }
  }

  /** Not once the capture has ended. */
  async #pause(ticks: number, signal: AbortSignal): Promise<void> {
    await this.#sleep(ticks, AbortSignal.any([signal, this.#ended.signal])).catch(() => signal.throwIfAborted())
  }

  #sleep(ticks: number, signal: AbortSignal): Promise<void> {
    const { clock, tickSeconds } = this.#options
    return clock.sleep(ticks * tickSeconds * 1000, 'log tick', signal)
  }
}
