// TCP connections as streams of a smux session, on either end: bytes go over, each direction ends by itself where both
// ends can that, and whoever is slow holds back whoever is fast. It makes no connection itself.
import { SmuxSession, type SmuxRole } from './smux-session.ts'
import type { SmuxStream } from './smux-stream.ts'

/** A connection, as Node has it. */
export interface SocketLike {
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown
  on(event: 'end' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  /** @param taken called when the system has the bytes, or never will */
  write(bytes: Uint8Array, taken: () => void): unknown
  /** @param finished called when all has been written, or never will be */
  end(finished?: () => void): unknown
  pause(): unknown
  resume(): unknown
  destroy(): unknown
}

export interface SmuxSocketsOptions {
  readonly role: SmuxRole
  /** Whether the other end goes on listening on a stream that it has ended; stock programs do not. */
  readonly keepsHalves: boolean
  /** The other end has opened a stream: have it joined, or refused. */
  opened?(stream: SmuxStream): void
  /** There is something to `take`. */
  ready(): void
}

/** One connection; until it is there, what comes for it waits. */
interface Line {
  socket: SocketLike | undefined
  readonly waiting: Uint8Array[]
  hasEnded: boolean
}

export class SmuxSockets {
  readonly #options: SmuxSocketsOptions
  readonly #lines = new Map<SmuxStream, Line>()
  readonly #smux: SmuxSession
  #relaxed: (() => void) | undefined
  #isOver = false

  constructor(options: SmuxSocketsOptions) {
    this.#options = options
    this.#smux = new SmuxSession(options.role, {
      ...(options.opened && { opened: stream => this.#opened(stream) }),
      data: (stream, bytes) => this.#data(stream, bytes),
      ended: stream => this.#ended(stream),
      abandoned: stream => this.#close(stream),
      drained: stream => this.#lines.get(stream)?.socket?.resume(),
      ready: () => options.ready(),
      relaxed: () => this.#relaxed?.(),
    })
  }

  /** Number of connections. */
  get size(): number {
    return this.#lines.size
  }

  /** Opens a stream for a connection that is there. @throws when there are too many */
  open(socket: SocketLike): void {
    const stream = this.#smux.open()
    this.#lines.set(stream, { socket: undefined, waiting: [], hasEnded: false })
    this.join(stream, socket)
  }

  /** The connection for a stream that the other end has opened. */
  join(stream: SmuxStream, socket: SocketLike): void {
    const line = this.#lines.get(stream)
    if (!line) return void socket.destroy()
    line.socket = socket
    socket.on('data', bytes => {
      stream.write(bytes)
      if (stream.isFull) socket.pause()
    })
    socket.on('end', () => stream.end())
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#lines.delete(stream)
      // What was read from it before is still sent.
      if (this.#options.keepsHalves) stream.abandon()
      else stream.end()
    })
    for (const bytes of line.waiting.splice(0)) this.#write(stream, socket, bytes)
    if (line.hasEnded) this.#endSocket(socket)
  }

  /** There is no connection for this stream. */
  refuse(stream: SmuxStream): void {
    this.#lines.delete(stream)
    stream.reset()
  }

  /** Bytes of the session. Resolves when more may come. @throws when they are no smux; the session is lost then */
  async receive(bytes: Uint8Array): Promise<void> {
    const problem = this.#smux.receive(bytes)
    if (problem) throw new Error(problem.malformed)
    // Streams that are not read hold all others: that is how this protocol pushes back.
    if (this.#smux.isFull && !this.#isOver) await new Promise<void>(resolve => (this.#relaxed = resolve))
  }

  /** Up to `most` bytes for the other end; undefined when there is nothing. */
  take(most: number): Uint8Array | undefined {
    return this.#isOver ? undefined : this.#smux.take(most)
  }

  /** Closes all connections. */
  close(): void {
    this.#isOver = true
    this.#relaxed?.()
    for (const { socket } of this.#lines.values()) socket?.destroy()
    this.#lines.clear()
  }

  #opened(stream: SmuxStream): void {
    this.#lines.set(stream, { socket: undefined, waiting: [], hasEnded: false })
    this.#options.opened?.(stream)
  }

  #data(stream: SmuxStream, bytes: Uint8Array): void {
    const line = this.#lines.get(stream)
    if (line?.socket) this.#write(stream, line.socket, bytes)
    // Views of a message that nobody keeps otherwise.
    else if (line) line.waiting.push(bytes)
    else stream.consumed(bytes.length)
  }

  #write(stream: SmuxStream, socket: SocketLike, bytes: Uint8Array): void {
    socket.write(bytes, () => stream.consumed(bytes.length))
  }

  #ended(stream: SmuxStream): void {
    const line = this.#lines.get(stream)
    if (!line) return
    line.hasEnded = true
    if (line.socket) this.#endSocket(line.socket)
  }

  #endSocket(socket: SocketLike): void {
    if (this.#options.keepsHalves) socket.end()
    else this.#closeSocket(socket)
  }

  #close(stream: SmuxStream): void {
    const socket = this.#lines.get(stream)?.socket
    if (socket) this.#closeSocket(socket)
    else this.refuse(stream)
  }

  #closeSocket(socket: SocketLike): void {
    socket.end(() => socket.destroy())
  }
}
