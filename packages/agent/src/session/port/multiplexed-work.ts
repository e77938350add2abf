// Many connections in one session: each stream of the client's smux session is a connection to the destination.
import type { Socket } from 'node:net'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { writeFlag } from '@hostler/channel/payloads/flag'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { SmuxSession } from '@hostler/channel/smux/smux-session'
import type { SmuxStream } from '@hostler/channel/smux/smux-stream'
import type { Log } from '../../runtime/log.ts'
import { SessionFailure } from '../session-failure.ts'
import type { SessionWork, WorkOutput } from '../work.ts'
import { connectTo, type Destination } from './destination.ts'

/** Of one message: what the stock plugin is quickest with. */
const payloadBytes = 64 * 1024

/** One connection; until it stands, what the client sends for it waits. */
type Line = { socket: Socket | undefined; waiting: Uint8Array[]; hasEnded: boolean }

export class MultiplexedWork implements SessionWork {
  readonly #destination: Destination
  readonly #output: WorkOutput
  readonly #log: Log
  /** Whether the client goes on listening on a stream that it has ended; the stock plugin does not. */
  readonly #keepsHalves: boolean
  readonly #lines = new Map<SmuxStream, Line>()
  readonly #smux: SmuxSession
  readonly #finished = Promise.withResolvers<void>()
  #relaxed: (() => void) | undefined
  #isOver = false

  constructor(destination: Destination, output: WorkOutput, options: { log: Log; keepsHalves: boolean }) {
    this.#destination = destination
    this.#output = output
    this.#log = options.log
    this.#keepsHalves = options.keepsHalves
    this.#smux = new SmuxSession('server', {
      opened: stream => void this.#open(stream),
      data: (stream, bytes) => this.#data(stream, bytes),
      ended: stream => this.#ended(stream),
      drained: stream => this.#lines.get(stream)?.socket?.resume(),
      ready: () => this.#pump(),
      relaxed: () => this.#relaxed?.(),
    })
    output.stream.onRoom(() => this.#pump())
  }

  /** Only a client that speaks something else ends it from here. */
  get finished(): Promise<void> {
    return this.#finished.promise
  }

  async input(bytes: Uint8Array): Promise<void> {
    const problem = this.#smux.receive(bytes)
    if (problem) throw new SessionFailure(`The client of the port session cannot be understood: ${problem.malformed}.`)
    // Streams that are not read hold all others: that is how this protocol pushes back.
    if (this.#smux.isFull && !this.#isOver) await new Promise<void>(resolve => (this.#relaxed = resolve))
  }

  resize(): void {}

  flag(): void {}

  async end(): Promise<void> {
    this.#isOver = true
    this.#relaxed?.()
    for (const { socket } of this.#lines.values()) socket?.destroy()
    this.#lines.clear()
  }

  async #open(stream: SmuxStream): Promise<void> {
    const line: Line = { socket: undefined, waiting: [], hasEnded: false }
    this.#lines.set(stream, line)
    try {
      const socket = await connectTo(this.#destination)
      if (this.#isOver || !this.#lines.has(stream)) return void socket.destroy()
      this.#connect(stream, line, socket)
    } catch (error) {
      const { host, port } = this.#destination
      this.#log.warn(`Port session: no connection to ${host || 'localhost'}:${port}: ${(error as Error).message}`)
      this.#lines.delete(stream)
      stream.reset()
      if (!this.#isOver) await this.#output.say(payloadTypes.flag, writeFlag(flags.connectToPortError)).catch(() => {})
    }
  }

  #connect(stream: SmuxStream, line: Line, socket: Socket): void {
    line.socket = socket
    socket.on('data', (bytes: Buffer) => {
      stream.write(bytes)
      if (stream.isFull) socket.pause()
    })
    socket.on('end', () => stream.end())
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#lines.delete(stream)
      stream.reset()
    })
    for (const bytes of line.waiting.splice(0)) this.#write(stream, socket, bytes)
    if (line.hasEnded) this.#endSocket(socket)
  }

  #data(stream: SmuxStream, bytes: Uint8Array): void {
    const line = this.#lines.get(stream)
    if (line?.socket) this.#write(stream, line.socket, bytes)
    else if (line) line.waiting.push(bytes)
    else stream.consumed(bytes.length)
  }

  #write(stream: SmuxStream, socket: Socket, bytes: Uint8Array): void {
    socket.write(bytes, () => stream.consumed(bytes.length))
  }

  #ended(stream: SmuxStream): void {
    const line = this.#lines.get(stream)
    if (!line) return
    line.hasEnded = true
    if (line.socket) this.#endSocket(line.socket)
  }

  #endSocket(socket: Socket): void {
    if (this.#keepsHalves) socket.end()
    else socket.destroySoon()
  }

  #pump(): void {
    while (!this.#isOver && this.#output.stream.hasRoom) {
      const bytes = this.#smux.take(payloadBytes)
      if (bytes === undefined) return
      this.#output.stream.write(payloadTypes.output, bytes)
    }
  }
}
