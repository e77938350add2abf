// One connection as a session: SSH, and clients that know no other form. It stands before the session begins.
import type { Socket } from 'node:net'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { SessionFailure } from '../session-failure.ts'
import type { SessionWork, WorkOutput } from '../work.ts'
import { connectTo, type Destination } from './destination.ts'

const payloadBytes = 64 * 1024

export class SingleWork implements SessionWork {
  readonly #destination: Destination
  readonly #output: WorkOutput
  /** Whether the client may give its connection up and ask for another with its next byte. */
  readonly #isReconnected: boolean
  readonly #finished = Promise.withResolvers<void>()
  #socket: Socket | undefined
  #waiting: Buffer = Buffer.alloc(0)
  #isOver = false

  private constructor(destination: Destination, output: WorkOutput, isReconnected: boolean) {
    this.#destination = destination
    this.#output = output
    this.#isReconnected = isReconnected
  }

  /** Rejects with `SessionFailure` when nothing listens there: the user hears of it at once. */
  static async start(destination: Destination, output: WorkOutput, isReconnected: boolean): Promise<SingleWork> {
    const work = new SingleWork(destination, output, isReconnected)
    await work.#connect()
    output.stream.onRoom(() => work.#pump())
    return work
  }

  get finished(): Promise<void> {
    return this.#finished.promise
  }

  async input(bytes: Uint8Array): Promise<void> {
    if (this.#isOver) return
    if (this.#socket === undefined && this.#isReconnected) await this.#connect()
    const socket = this.#socket
    if (!socket || socket.write(bytes)) return
    await new Promise<void>(resolve => {
      socket.once('drain', resolve)
      socket.once('close', resolve)
    })
  }

  resize(): void {}

  flag(value: number): void {
    if (value !== flags.disconnectToPort || !this.#isReconnected) return
    this.#socket?.destroySoon()
    this.#socket = undefined
  }

  async end(): Promise<void> {
    this.#isOver = true
    this.#socket?.destroy()
  }

  async #connect(): Promise<void> {
    const { host, port } = this.#destination
    const socket = await connectTo(this.#destination).catch((error: Error) => {
      if (error instanceof SessionFailure) throw error
      throw new SessionFailure(`Unable to connect to ${host || 'localhost'}:${port}: ${error.message}`)
    })
    if (this.#isOver) return void socket.destroy()
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => {
      this.#waiting = this.#waiting.length > 0 ? Buffer.concat([this.#waiting, bytes]) : bytes
      this.#pump()
      if (this.#waiting.length >= payloadBytes) socket.pause()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      if (socket !== this.#socket) return
      this.#socket = undefined
      this.#pump()
    })
    socket.on('end', () => socket.end())
  }

  #pump(): void {
    while (!this.#isOver && this.#waiting.length > 0 && this.#output.stream.hasRoom) {
      this.#output.stream.write(payloadTypes.output, this.#waiting.subarray(0, payloadBytes))
      this.#waiting = this.#waiting.subarray(payloadBytes)
    }
    if (this.#waiting.length > 0) return
    if (this.#socket) this.#socket.resume()
    else if (!this.#isReconnected) this.#finished.resolve()
  }
}
