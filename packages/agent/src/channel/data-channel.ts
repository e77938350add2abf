// The data channel of one session: a WebSocket to ssmmessages that is opened anew when it breaks, until that is
// hopeless. It hands on messages; which of them have arrived is for others to know.
import { randomUUID } from 'node:crypto'
import type { OpenDataChannelAsAgent } from '@hostler/channel/payloads/stream-payloads'
import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import { untilAborted } from '../runtime/keep-running.ts'
import type { Log } from '../runtime/log.ts'
import type { Socket } from '../runtime/socket.ts'
import { Liveness } from './liveness.ts'
import { type MessageGateway, SCHEMA_VERSION } from './message-gateway.ts'

export type DataChannelOptions = {
  instanceId: string
  sessionId: string
  gateway: MessageGateway
  /** Called for the first connection and for every other one. */
  onOpen: () => void
  onMessage: (bytes: Buffer) => void
  clock: Clock
  random: () => number
  log: Log
  timing: Timing
}

/** The channel cannot be had, or not any more. */
export class DataChannelLost extends Error {}

/** What ssmmessages says of a session that is over: no use to ask again. */
const TERMINATED = 'Session is already terminated'
const RETRIES = 5

export class DataChannel {
  readonly #options: DataChannelOptions
  #socket: Socket | undefined
  readonly #closing = new AbortController()
  #ended: Promise<unknown> = Promise.resolve()

  constructor(options: DataChannelOptions) {
    this.#options = options
  }

  /**
   * Keeps the channel open until the signal is aborted. Throws `DataChannelLost` when the session is over for the
   * service, and when five retries in a row came to nothing. A connection that ends before a word came is one of
   * those: reconnecting at once to a service that accepts and closes would be a storm.
   */
  async run(signal: AbortSignal): Promise<never> {
    for (let failures = 0; ;) {
      if (failures > 0) await this.#pause(failures, signal)
      try {
        const connection = await this.#connect(signal)
        this.#ended = connection.ended
        const wasHeard = await connection.ended
        if (this.#closing.signal.aborted) await untilAborted(signal)
        failures = wasHeard ? 0 : failures + 1
        this.#options.log.debug(`The data channel of ${this.#options.sessionId} broke; reconnecting`)
      } catch (error) {
        signal.throwIfAborted()
        const { message } = error as Error
        if (message.includes(TERMINATED)) throw new DataChannelLost(TERMINATED, { cause: error })
        if (++failures > RETRIES) throw new DataChannelLost(message, { cause: error })
      }
      signal.throwIfAborted()
      if (failures > RETRIES) throw new DataChannelLost('the service accepts the channel and closes it at once')
    }
  }

  /** Without a connection it is nothing: whoever needs the message to arrive sends it again. */
  send(message: Uint8Array): void {
    this.#socket?.sendBinary(message)
  }

  /** Resolves when what was sent has arrived, or after a while; the channel is not opened again. */
  async close(): Promise<void> {
    const { clock, timing } = this.#options
    this.#closing.abort()
    this.#socket?.close()
    const closed = new AbortController()
    void this.#ended.then(() => closed.abort())
    await clock.sleep(timing.sessionDrain * 1000, 'data channel close', closed.signal).catch(() => {})
  }

  /** 100 to 199 ms, doubled each time, 5 s at most. */
  async #pause(failures: number, signal: AbortSignal): Promise<void> {
    const { clock, random, timing } = this.#options
    const seconds = timing.dataChannelRetry * (1 + random()) * 2 ** (failures - 1)
    await clock.sleep(Math.min(seconds, timing.dataChannelRetryLongest) * 1000, 'data channel retry', signal)
  }

  async #connect(signal: AbortSignal): Promise<{ ended: Promise<boolean> }> {
    const { clock, timing, gateway, sessionId, onMessage, onOpen } = this.#options
    const path = `/v1/data-channel/${encodeURIComponent(sessionId)}`
    const token = await gateway.createChannel(path, { ClientId: '' }, signal)
    const { promise: ended, resolve: end } = Promise.withResolvers<boolean>()
    const liveness = new Liveness(clock, timing)
    let wasHeard = false
    const events = {
      onMessage: (bytes: Buffer) => {
        wasHeard = true
        onMessage(bytes)
      },
      onPong: () => {
        wasHeard = true
        liveness.onPong()
      },
      onClose: () => {
        this.#socket = undefined
        liveness.stop()
        end(wasHeard)
      },
    }
    const socket = await gateway.openSocket(`${path}?role=publish_subscribe`, events, signal)
    socket.sendText(JSON.stringify(this.#openMessage(token)))
    this.#socket = socket
    liveness.start(socket)
    onOpen()
    return { ended }
  }

  #openMessage(token: string): OpenDataChannelAsAgent {
    return {
      MessageSchemaVersion: SCHEMA_VERSION,
      RequestId: randomUUID(),
      TokenValue: token,
      ClientInstanceId: this.#options.instanceId,
      ClientId: '',
    }
  }
}
