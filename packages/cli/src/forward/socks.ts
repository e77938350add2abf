// The server's side of SOCKS5 (RFC 1928), as browsers and curl speak it: no authentication, CONNECT alone. Says where
// a connection is to lead; what leads there is another's.
import type { Socket } from 'node:net'
import type { Destination } from './forward-spec.ts'

const version = 5
const noAuthentication = 0
const connect = 1
const addressTypes = { ipv4: 1, name: 3, ipv6: 4 } as const
const refusals = { general: 1, notAllowed: 2, command: 7, addressType: 8, noMethod: 0xff } as const
/** The longest request: version, command, reserved, type, a name of 255 bytes with its length, port. */
const longestBytes = 262
const helloTimeoutMs = 10_000

/** Tells the client that its connection stands, or that there is none. */
export interface SocksRequest {
  readonly destination: Destination
  accept(): void
  refuse(): void
}

/** Reads what a client asks for. Closes the connection and resolves to undefined where that is nothing that is offered. */
export async function readSocks(socket: Socket): Promise<SocksRequest | undefined> {
  socket.setTimeout(helloTimeoutMs, () => socket.destroy())
  const reader = new BytesReader(socket)
  try {
    const [greeting, methodCount] = await reader.take(2)
    if (greeting !== version) return refuse(socket)
    const methods = await reader.take(methodCount!)
    if (!methods.includes(noAuthentication)) return refuse(socket, Uint8Array.of(version, refusals.noMethod))
    socket.write(Uint8Array.of(version, noAuthentication))
    const [requested, command, , type] = await reader.take(4)
    if (requested !== version) return refuse(socket)
    const host = await readHost(reader, type!)
    if (host === undefined) return refuse(socket, reply(refusals.addressType))
    const port = (await reader.take(2)).readUInt16BE()
    if (command !== connect) return refuse(socket, reply(refusals.command))
    if (port === 0 || host === '') return refuse(socket, reply(refusals.general))
    reader.giveBack()
    socket.setTimeout(0)
    return {
      destination: { host, port },
      accept: () => void socket.write(reply(0)),
      refuse: () => refuse(socket, reply(refusals.general)),
    }
  } catch {
    // It went, or took too long.
    return refuse(socket)
  }
}

async function readHost(reader: BytesReader, type: number): Promise<string | undefined> {
  switch (type) {
    case addressTypes.ipv4:
      return (await reader.take(4)).join('.')
    case addressTypes.name:
      return (await reader.take((await reader.take(1))[0]!)).toString('latin1')
    case addressTypes.ipv6: {
      const bytes = await reader.take(16)
      return Array.from({ length: 8 }, (_, place) => bytes.readUInt16BE(place * 2).toString(16)).join(':')
    }
  }
}

function reply(code: number): Uint8Array {
  // The address that it is bound to is nobody's business.
  return Uint8Array.of(version, code, 0, addressTypes.ipv4, 0, 0, 0, 0, 0, 0)
}

function refuse(socket: Socket, words?: Uint8Array): undefined {
  if (words && !socket.destroyed) socket.end(words, () => socket.destroy())
  else socket.destroy()
}

/** Bytes of a socket by count. */
class BytesReader {
  readonly #socket: Socket
  #bytes: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Rejects when the connection ends before. */
  async take(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) {
      const more = this.#socket.read() as Buffer | null
      if (more) this.#bytes = Buffer.concat([this.#bytes, more])
      else await this.#readable()
      if (this.#bytes.length > longestBytes * 4) throw new Error('too much')
    }
    const taken = this.#bytes.subarray(0, count)
    this.#bytes = this.#bytes.subarray(count)
    return taken
  }

  /** What came behind the request is the connection's. */
  giveBack(): void {
    if (this.#bytes.length > 0) this.#socket.unshift(this.#bytes)
  }

  async #readable(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const ended = () => reject(new Error('the connection ended'))
    this.#socket.once('readable', resolve).once('end', ended).once('close', ended)
    try {
      await promise
    } finally {
      this.#socket.off('readable', resolve).off('end', ended).off('close', ended)
    }
  }
}
