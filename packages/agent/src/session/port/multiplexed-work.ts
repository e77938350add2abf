// Many connections in one session: each stream of the client's smux session is a connection to the destination.
import { payloadTypes } from '@hostler/channel/frame/frame'
import { writeFlag } from '@hostler/channel/payloads/flag'
import { flags } from '@hostler/channel/payloads/stream-payloads'
import { SmuxSockets } from '@hostler/channel/smux/smux-sockets'
import type { SmuxStream } from '@hostler/channel/smux/smux-stream'
import type { Log } from '../../runtime/log.ts'
import { SessionFailure } from '../session-failure.ts'
import type { SessionWork, WorkOutput } from '../work.ts'
import { connectTo, type Destination } from './destination.ts'

/** Of one message: what the stock plugin is quickest with. */
const payloadBytes = 64 * 1024

export class MultiplexedWork implements SessionWork {
  /** Only a client that speaks something else ends it from here. */
  readonly finished = new Promise<void>(() => {})
  readonly #destination: Destination
  readonly #output: WorkOutput
  readonly #log: Log
  readonly #sockets: SmuxSockets

  /** @param options `keepsHalves`: whether the client goes on listening on a stream that it has ended */
  constructor(destination: Destination, output: WorkOutput, options: { log: Log; keepsHalves: boolean }) {
    this.#destination = destination
    this.#output = output
    this.#log = options.log
    this.#sockets = new SmuxSockets({
      role: 'server',
      keepsHalves: options.keepsHalves,
      opened: stream => void this.#connect(stream),
      ready: () => this.#pump(),
    })
    output.stream.onRoom(() => this.#pump())
  }

  async input(bytes: Uint8Array): Promise<void> {
    try {
      await this.#sockets.receive(bytes)
    } catch (error) {
      throw new SessionFailure(`The client of the port session cannot be understood: ${(error as Error).message}.`)
    }
  }

  resize(): void {}

  flag(): void {}

  async end(): Promise<void> {
    this.#sockets.close()
  }

  async #connect(stream: SmuxStream): Promise<void> {
    try {
      this.#sockets.join(stream, await connectTo(this.#destination))
    } catch (error) {
      const { host, port } = this.#destination
      this.#log.warn(`Port session: no connection to ${host || 'localhost'}:${port}: ${(error as Error).message}`)
      this.#sockets.refuse(stream)
      // Nobody hears it of a session that is over.
      await this.#output.say(payloadTypes.flag, writeFlag(flags.connectToPortError)).catch(() => {})
    }
  }

  #pump(): void {
    while (this.#output.stream.hasRoom) {
      const bytes = this.#sockets.take(payloadBytes)
      if (bytes === undefined) return
      this.#output.stream.write(payloadTypes.output, bytes)
    }
  }
}
