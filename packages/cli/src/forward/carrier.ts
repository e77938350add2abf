// What becomes of local connections in a session: streams of their own, or one after the other where the node's agent
// is too old for that. Knows no API and no listener.
import type { Duplex } from 'node:stream'
import type { BegunSession } from '@hostler/channel/client/data-channel-ports'
import { compareVersions } from '@hostler/channel/handshake/compare-versions'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { SmuxSockets } from '@hostler/channel/smux/smux-sockets'

/** The session's input, as a carrier fills it. */
export interface CarrierChannel {
  send(bytes: Uint8Array): void
  sendFlag(flag: number): void
  isFull(): boolean
}

export interface Carrier {
  /** Takes a local connection. */
  carry(socket: Duplex): void
  /** The session's output; resolves when more may come. */
  output(bytes: Uint8Array): Promise<void>
  /** The session takes input again. */
  drained(): void
  /** Number of connections. */
  readonly size: number
  /** Closes all connections. */
  close(): void
}

/** Of one message. Agents write it to the connection as it comes. */
export const payloadBytes = 32 * 1024
/** The last version of stock agents that knows one connection only. */
const lastSingle = '3.0.196.0'

/** The carrier that agent and document ask for. */
export function openCarrier(begun: BegunSession, channel: CarrierChannel): Carrier {
  const { type } = Object(begun.properties) as Record<string, unknown>
  const isMultiplexed = type === 'LocalPortForwarding' && (compareVersions(begun.agentVersion, lastSingle) ?? 0) > 0
  if (isMultiplexed) return new MultiplexedCarrier(channel, begun.abilities.HalfClose === true)
  return new SingleCarrier(channel, type === 'LocalPortForwarding')
}

class MultiplexedCarrier implements Carrier {
  readonly #channel: CarrierChannel
  readonly #sockets: SmuxSockets

  constructor(channel: CarrierChannel, keepsHalves: boolean) {
    this.#channel = channel
    this.#sockets = new SmuxSockets({ role: 'client', keepsHalves, ready: () => this.drained() })
  }

  get size(): number {
    return this.#sockets.size
  }

  carry(socket: Duplex): void {
    this.#sockets.open(socket)
  }

  output(bytes: Uint8Array): Promise<void> {
    return this.#sockets.receive(bytes)
  }

  drained(): void {
    while (!this.#channel.isFull()) {
      const bytes = this.#sockets.take(payloadBytes)
      if (bytes === undefined) return
      this.#channel.send(bytes)
    }
  }

  close(): void {
    this.#sockets.close()
  }
}

/** One connection at a time; others wait until it is over. */
class SingleCarrier implements Carrier {
  readonly #channel: CarrierChannel
  /** Whether the agent makes another connection after one is over. */
  readonly #isReused: boolean
  readonly #waiting: Duplex[] = []
  /** Resolves when there has been a socket: hosts may speak first. */
  readonly #met = Promise.withResolvers<void>()
  #socket: Duplex | undefined
  #isOver = false

  constructor(channel: CarrierChannel, isReused: boolean) {
    this.#channel = channel
    this.#isReused = isReused
  }

  get size(): number {
    return this.#waiting.length + (this.#socket ? 1 : 0)
  }

  carry(socket: Duplex): void {
    if (this.#isOver) return void socket.destroy()
    socket.on('error', () => {})
    socket.pause()
    this.#waiting.push(socket)
    if (!this.#socket) this.#next()
  }

  async output(bytes: Uint8Array): Promise<void> {
    await this.#met.promise
    const socket = this.#socket
    if (!socket || socket.write(bytes)) return
    await new Promise<void>(resolve => {
      socket.once('drain', resolve)
      socket.once('close', resolve)
    })
  }

  drained(): void {
    this.#socket?.resume()
  }

  close(): void {
    this.#isOver = true
    this.#met.resolve()
    // What has come last is written first.
    const socket = this.#socket
    socket?.end(() => socket.destroy())
    for (const socket of this.#waiting) socket.destroy()
  }

  #next(): void {
    const socket = this.#waiting.shift()
    this.#socket = socket
    if (!socket) return
    if (socket.destroyed) return this.#next()
    socket.on('data', (bytes: Buffer) => {
      this.#channel.send(bytes)
      if (this.#channel.isFull()) socket.pause()
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      if (this.#isOver) return
      this.#channel.sendFlag(this.#isReused ? flags.disconnectToPort : flags.terminateSession)
      this.#next()
    })
    socket.resume()
    this.#met.resolve()
  }
}
