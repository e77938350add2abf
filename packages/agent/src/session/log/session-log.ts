// The log of one session: begun when its destinations are as demanded, written while it goes on, brought there when it
// is over. A destination that fails is told of in the agent's own log; the session has ended as it has.
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'
import { errorText } from '../../api/aws-error.ts'
import { PART_BYTES, type S3Bucket } from '../../api/s3-bucket.ts'
import type { CaptureFile } from './capture-file.ts'
import type { LogStreamWriter } from './log-stream-writer.ts'
import { uploadLog } from './upload-log.ts'

/** Where a session's log is, as `agent_task_complete` tells it; empty for nowhere. */
export type LogPlaces = { s3Bucket: string; s3UrlSuffix: string; cwlGroup: string; cwlStream: string }

export const noPlaces: LogPlaces = { s3Bucket: '', s3UrlSuffix: '', cwlGroup: '', cwlStream: '' }

export type SessionLogOptions = {
  sessionId: string
  capture: CaptureFile
  /** Told even where the log does not arrive. */
  places: LogPlaces
  bucket: S3Bucket | undefined
  writer: LogStreamWriter | undefined
  /** From the beginning of the session; else when it is over. */
  isStreamed: boolean
  uploadSeconds: number
  uploadAtStopSeconds: number
  clock: Clock
  log: Log
}

export class SessionLog {
  readonly #options: SessionLogOptions
  /** Aborted when no more time is to be spent. */
  readonly #late = new AbortController()
  #isDiscarded = false
  #streaming: Promise<void> | undefined
  /** As whom the session's program runs. */
  runAsUser = 'ssm-user'

  constructor(options: SessionLogOptions) {
    this.#options = options
    options.capture.append(Buffer.from(`Script started on ${stamp(options.clock)} [SESSION="${options.sessionId}"]\n`))
    if (options.isStreamed) this.#streaming = this.#runWriter()
  }

  /** What goes to the client. */
  heard(bytes: Uint8Array): void {
    this.#options.capture.append(bytes)
  }

  /**
   * The session is over. Resolves when the log has arrived or is given up, and nothing of it is on this host.
   *
   * @param stopping the agent stops, and cannot wait for long
   */
  async close(stopping: AbortSignal): Promise<LogPlaces> {
    const { capture, places, clock } = this.#options
    const cut = capture.whyCut === undefined ? '' : `\n[The rest is not in this log: ${capture.whyCut}.]\n`
    capture.end(`${cut}\nScript done on ${stamp(clock)}\n`)
    const done = new AbortController()
    void this.#giveUpLater(stopping, done.signal)
    // Side by side: one that does not answer takes none of the other's time.
    await Promise.all([this.#upload(), this.#bringToStream()])
    done.abort()
    await this.#remove()
    return places
  }

  /** There was no session. */
  async discard(): Promise<void> {
    this.#isDiscarded = true
    this.#late.abort()
    await this.#streaming
    await this.#remove()
  }

  async #upload(): Promise<void> {
    const { bucket, places, capture, log } = this.#options
    if (!bucket) return
    const where = `s3://${places.s3Bucket}/${places.s3UrlSuffix}`
    try {
      await uploadLog(bucket, places.s3UrlSuffix, capture, log, this.#late.signal)
      log.info(`The session's log is at ${where}`)
    } catch (error) {
      log.warn(`The session's log did not get to ${where}: ${this.#why(error)}`)
    }
  }

  async #bringToStream(): Promise<void> {
    this.#options.writer?.end()
    await (this.#streaming ?? this.#runWriter())
  }

  async #runWriter(): Promise<void> {
    const { writer, places, log } = this.#options
    try {
      await writer?.run(this.#late.signal)
    } catch (error) {
      if (this.#isDiscarded) return
      log.warn(`The session's log is not whole in ${places.cwlGroup}/${places.cwlStream}: ${this.#why(error)}`)
    }
  }

  async #giveUpLater(stopping: AbortSignal, done: AbortSignal): Promise<void> {
    const { capture, clock, uploadSeconds, uploadAtStopSeconds } = this.#options
    const seconds = uploadSeconds * (1 + Math.floor(capture.sizeBytes / PART_BYTES) / 3)
    const pause = (length: number, signal: AbortSignal) => clock.sleep(length * 1000, 'log upload', signal)
    await pause(seconds, AbortSignal.any([stopping, done])).catch(() => {})
    if (stopping.aborted) await pause(uploadAtStopSeconds, done).catch(() => {})
    if (!done.aborted) this.#late.abort()
  }

  #why(error: unknown): string {
    return this.#late.signal.aborted ? 'it took too long' : errorText(error)
  }

  async #remove(): Promise<void> {
    await this.#options.capture.remove().catch((error: Error) => {
      this.#options.log.warn(`The session's log is still on this host: ${error.message}`)
    })
  }
}

function stamp(clock: Clock): string {
  return `${clock.now().toISOString().slice(0, 19).replace('T', ' ')}+00:00`
}
