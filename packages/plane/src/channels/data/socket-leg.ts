import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Leg, LegListener } from '../../delivery/leg.ts'
import type { Clock } from '../../domain/basics/clock.ts'

const goingAway = 1001
/** A slow client may have to read a while before it comes to the close; one that is gone never does. */
const closeGraceMs = 10_000

/** A WebSocket of this process as one end of a session. */
export class SocketLeg implements Leg {
  readonly address: string | undefined
  readonly #socket: WebSocket
  readonly #connection: Duplex
  #isGathering = false
  readonly #clock: Clock
  #listener: LegListener | undefined
  #lastHeardMs: number

  /** @param connection what the WebSocket runs on */
  constructor(socket: WebSocket, connection: Duplex, clock: Clock, address?: string) {
    this.address = address
    this.#socket = socket
    this.#connection = connection
    this.#clock = clock
    this.#lastHeardMs = clock.now().getTime()
    const heard = () => {
      this.#lastHeardMs = clock.now().getTime()
    }
    socket.on('ping', heard)
    socket.on('pong', heard)
    // Text comes as a Buffer too; agents and clients send none after the first frame, and it is no message.
    socket.on('message', data => {
      heard()
      this.#listener?.message(Buffer.isBuffer(data) ? data : new Uint8Array())
    })
    socket.on('close', () => this.#listener?.closed())
  }

  listen(listener: LegListener): void {
    this.#listener = listener
    this.#socket.resume()
  }

  send(bytes: Uint8Array): void {
    this.#gather()
    this.#socket.send(bytes, this.#sent)
  }

  /** Messages that come together go on together: one write for all of them instead of one for each. */
  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    this.#connection.cork()
    process.nextTick(() => {
      this.#isGathering = false
      this.#connection.uncork()
    })
  }

  readonly #sent = (error?: Error) => {
    if (!error) this.#listener?.drained()
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    // What was not heard while nobody listened says nothing.
    this.#lastHeardMs = this.#clock.now().getTime()
    this.#socket.resume()
  }

  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs
  }

  close(reason: string): void {
    // A socket that is not read would never see the answer to its close.
    this.#socket.resume()
    this.#socket.close(goingAway, reason)
    setTimeout(() => this.#socket.terminate(), closeGraceMs).unref()
  }

  cut(): void {
    this.#socket.terminate()
  }
}
