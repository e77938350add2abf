// The client's side of a multiplexed port session, and servers for it to reach.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { payloadTypes } from '@hostler/channel/frame/frame'
import { SmuxSession } from '@hostler/channel/smux/smux-session'
import type { SmuxStream } from '@hostler/channel/smux/smux-stream'
import { onTestFinished } from 'vitest'
import type { ScriptedSession } from './scripted-session.ts'

export class PortClient {
  readonly #session: ScriptedSession
  readonly #smux: SmuxSession
  readonly #heard = new Map<SmuxStream, { bytes: Buffer[]; hasEnded: boolean }>()
  #read = 0
  #changed: () => void = () => {}
  #isOpen = false

  constructor(session: ScriptedSession) {
    this.#session = session
    this.#smux = new SmuxSession('client', {
      data: (stream, bytes) => {
        this.#of(stream).bytes.push(Buffer.from(bytes))
        stream.consumed(bytes.length)
      },
      ended: stream => (this.#of(stream).hasEnded = true),
      drained() {},
      ready: () => queueMicrotask(() => this.#pump()),
      relaxed() {},
    })
    void this.#follow()
  }

  open(): SmuxStream {
    return this.#smux.open()
  }

  received(stream: SmuxStream): Buffer {
    return Buffer.concat(this.#of(stream).bytes)
  }

  hasEnded(stream: SmuxStream): boolean {
    return this.#of(stream).hasEnded
  }

  /** Resolves when `isTrue` is, of what has come. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>(resolve => (this.#changed = resolve))
  }

  #of(stream: SmuxStream) {
    const heard = this.#heard.get(stream) ?? { bytes: [], hasEnded: false }
    this.#heard.set(stream, heard)
    return heard
  }

  async #follow(): Promise<void> {
    for (;;) {
      const frames = this.#session.frames
      await this.#session.until(() => frames.length > this.#read)
      for (; this.#read < frames.length; this.#read++) {
        const { payloadType, payload } = frames[this.#read]!
        if (payloadType === payloadTypes.output) this.#smux.receive(payload)
        else if (payloadType === payloadTypes.handshakeComplete) this.#isOpen = true
      }
      this.#pump()
      this.#changed()
    }
  }

  /** Nothing before the handshake is over: the agent would take it for a part of that. */
  #pump(): void {
    if (!this.#isOpen) return
    for (let bytes = this.#smux.take(1024); bytes; bytes = this.#smux.take(1024)) {
      this.#session.send(payloadTypes.output, bytes)
    }
  }
}

/** A TCP server that ends with the test. Resolves to its port. */
export async function serve(onConnection: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
