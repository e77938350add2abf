// Both streams of a session over its data channel: what the client sent, in order and once; what the host says, kept
// until it is acknowledged. It survives the channel's reconnects; it knows neither programs nor handshakes.
import { createHash, randomUUID } from 'node:crypto'
import { decodeFrame } from '@hostler/channel/frame/decode-frame'
import { type Digest, type Frame, messageTypes } from '@hostler/channel/frame/frame'
import { FrameWriter } from '@hostler/channel/frame/frame-writer'
import { readAcknowledgement } from '@hostler/channel/payloads/acknowledgement'
import { writeJson } from '@hostler/channel/payloads/json-payload'
import type { AgentSessionState } from '@hostler/channel/payloads/stream-payloads'
import { IncomingStream } from '@hostler/channel/stream/incoming-stream'
import { OutgoingStream } from '@hostler/channel/stream/outgoing-stream'
import type { Timing } from '../../config/timing.ts'
import type { Clock } from '../../runtime/clock.ts'

export type SessionStreamOptions = {
  sessionId: string
  /** Writes to the channel; what is lost on the way is sent again from here. */
  transmit: (message: Uint8Array) => void
  /** The client's next message; it is acknowledged when the promise resolves, and the one after it comes then. */
  receive: (frame: Frame) => Promise<void>
  /** A message of the output stream that was new; once for each. */
  onWritten?: (payloadType: number, payload: Uint8Array) => void
  /** `receive` failed: the session cannot go on. */
  onFailed: (error: unknown) => void
  /** The service ended the session. */
  onClosed: () => void
  clock: Clock
  timing: Timing
}

/**
 * What may be on its way: small enough that a key pressed in a flood of output shows its effect at once, large enough
 * for the flood.
 */
const OUTPUT_WINDOW = { frames: 1024, bytes: 256 * 1024 }
/** Nobody watches bytes that programs exchange, and the network may be long. */
const BULK_WINDOW = { frames: 1024, bytes: 2 * 1024 * 1024 }
/** The stock plugin has no window; the service holds it back. */
const INPUT_ROOM = { frames: 4096, bytes: 1024 * 1024 }

export const sha256: Digest = bytes => createHash('sha256').update(bytes).digest()
const parts = { digest: sha256, randomUUID }

export class SessionStream {
  readonly #options: SessionStreamOptions
  readonly #writer = new FrameWriter(parts)
  readonly #outgoing = new OutgoingStream({ ...parts, type: messageTypes.output, window: OUTPUT_WINDOW })
  readonly #incoming = new IncomingStream(INPUT_ROOM)
  readonly #listeners = new Set<() => void>()
  readonly #over = new AbortController()
  #consumed: Promise<void> = Promise.resolve()
  #isPaused = false
  #isResending = false
  #progress = 0

  constructor(options: SessionStreamOptions) {
    this.#options = options
  }

  /** Whether {@link write} may be called. */
  get hasRoom(): boolean {
    return !this.#isPaused && !this.#outgoing.isFull
  }

  /** What comes is for programs: throughput counts, and no key's echo. */
  carryBulk(): void {
    this.#outgoing.setWindow(BULK_WINDOW)
  }

  /** Calls `listener` whenever there may be room again. */
  onRoom(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** The next message of the output stream. Throws when there is no room for it. */
  write(payloadType: number, payload: Uint8Array): void {
    const message = this.#outgoing.append(payloadType, payload, this.#nowMs())
    this.#options.transmit(message)
    this.#options.onWritten?.(payloadType, payload)
    this.#resendLater()
  }

  sendState(state: AgentSessionState['SessionState']): void {
    const payload: AgentSessionState = {
      SchemaVersion: 1,
      SessionState: state,
      SessionId: this.#options.sessionId,
    }
    this.#options.transmit(this.#writer.message(messageTypes.agentSessionState, writeJson(payload), this.#nowMs()))
  }

  /** Another connection: nobody knows what of the last one arrived, and a pause is forgotten. */
  reconnected(): void {
    for (const message of this.#outgoing.replay(this.#nowMs())) this.#options.transmit(message)
    this.#isPaused = false
    this.#tellOfRoom()
  }

  /** A message from the channel. Returns false for bytes that are none. */
  handle(bytes: Uint8Array): boolean {
    const frame = decodeFrame(bytes, sha256)
    if ('malformed' in frame) return false
    switch (frame.type) {
      case messageTypes.input:
        this.#accept(frame)
        break
      case messageTypes.acknowledge:
        this.#acknowledged(readAcknowledgement(frame.payload, messageTypes.output))
        break
      case messageTypes.pause:
        this.#isPaused = true
        break
      case messageTypes.start:
        this.#isPaused = false
        this.#resendLater()
        this.#tellOfRoom()
        break
      case messageTypes.channelClosed:
        this.#options.onClosed()
    }
    return true
  }

  /** Resolves when everything has been acknowledged, or when nothing more has been for a while. */
  async drain(signal: AbortSignal): Promise<void> {
    const { clock, timing } = this.#options
    const endMs = this.#nowMs() + timing.sessionDrainLongest * 1000
    while (!this.#outgoing.isIdle && this.#nowMs() < endMs) {
      const before = this.#progress
      const idle = new AbortController()
      this.onRoom(() => this.#outgoing.isIdle && idle.abort())
      const either = AbortSignal.any([signal, idle.signal])
      await clock.sleep(timing.sessionDrain * 1000, 'session drain', either).catch(() => signal.throwIfAborted())
      if (this.#progress === before) return
    }
  }

  /** Ends what waits. */
  close(): void {
    this.#over.abort()
    this.#listeners.clear()
  }

  #accept(frame: Frame): void {
    const arrival = this.#incoming.accept(frame)
    if (arrival.acknowledge) this.#options.transmit(this.#writer.acknowledge(frame, this.#nowMs()))
    for (const each of arrival.deliver) {
      this.#consumed = this.#consumed.then(() => this.#consume(each)).catch(this.#options.onFailed)
    }
  }

  async #consume(frame: Frame): Promise<void> {
    if (this.#over.signal.aborted) return
    await this.#options.receive(frame)
    this.#incoming.take()
    this.#options.transmit(this.#writer.acknowledge(frame, this.#nowMs()))
  }

  #acknowledged(sequence: number | undefined): void {
    if (sequence === undefined || !this.#outgoing.acknowledge(sequence, this.#nowMs())) return
    this.#progress++
    this.#tellOfRoom()
  }

  #tellOfRoom(): void {
    for (const listener of this.#listeners) listener()
  }

  /** One timer for the stream, while something waits for acknowledgement. */
  #resendLater(): void {
    const nowMs = this.#nowMs()
    const dueMs = this.#outgoing.nextDueMs(nowMs)
    if (dueMs === undefined || this.#isPaused || this.#isResending) return
    this.#isResending = true
    this.#options.clock.sleep(Math.max(1, dueMs - nowMs), 'session resend', this.#over.signal).then(
      () => {
        this.#isResending = false
        if (this.#isPaused) return
        for (const message of this.#outgoing.due(this.#nowMs())) this.#options.transmit(message)
        this.#resendLater()
      },
      () => {},
    )
  }

  #nowMs(): number {
    return this.#options.clock.now().getTime()
  }
}
