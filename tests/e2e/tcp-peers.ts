// TCP servers, clients and a wire that can be cut, on this machine.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server that ends with the test; to its port. */
export async function serve(accept: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    accept(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A connection whose every byte is kept. */
export class Caller {
  readonly socket: Socket
  readonly #pieces: Buffer[] = []
  /** Resolves when the other side has ended. */
  readonly ended: Promise<void>

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    this.socket.on('error', () => {})
    this.socket.on('data', (bytes: Buffer) => this.#pieces.push(bytes))
    this.ended = new Promise(resolve => {
      this.socket.once('end', resolve)
      this.socket.once('close', () => resolve())
    })
    onTestFinished(() => void this.socket.destroy())
  }

  get received(): Buffer {
    return Buffer.concat(this.#pieces)
  }

  get receivedBytes(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, 0)
  }
}

/** Passes connections on to a port, until it is cut; then refuses them until it is mended. */
export class Wire {
  readonly url: string
  readonly #sockets = new Set<Socket>()
  #isCut = false

  private constructor(server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async to(port: number): Promise<Wire> {
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const wire = new Wire(server)
    server.on('connection', socket => wire.#pass(socket, port))
    onTestFinished(() => {
      wire.cut()
      server.close()
    })
    return wire
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  mend(): void {
    this.#isCut = false
  }

  #pass(socket: Socket, port: number): void {
    if (this.#isCut) return void socket.destroy()
    const other = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [socket, other],
      [other, socket],
    ] as const) {
      this.#sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => to.destroy())
      from.pipe(to)
    }
  }
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Bytes that look like nothing and are the same for the same seed. */
export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0, state = seed + 1; at < length; at++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    bytes[at] = state >> 16
  }
  return bytes
}
