// One local address whose connections lead to one destination: a session for them, and another when that has ended.
import type { SSMClient } from '@aws-sdk/client-ssm'
import type { Socket } from 'node:net'
import { describeFailure } from '../output/failure.ts'
import { type Destination, showAddress } from './forward-spec.ts'
import { type PortRequestOptions, portRequest } from './port-request.ts'
import { type PortSession, startPortSession } from './port-session.ts'

/** What happens, as it is told to people and programs. */
export type ForwardEvent =
  | { readonly event: 'session-started'; readonly session: string; readonly destination: string }
  | { readonly event: 'session-ended'; readonly session: string; readonly destination: string; readonly why: string }
  /** The next connection tries again. */
  | { readonly event: 'session-failed'; readonly destination: string; readonly why: string }
  | { readonly event: 'refused'; readonly session: string; readonly destination: string }
  | { readonly event: 'away' | 'back'; readonly session: string; readonly destination: string }
  | { readonly event: 'message'; readonly session: string; readonly text: string }
  | { readonly event: 'connection'; readonly from: string; readonly destination: string }
  | { readonly event: 'listening'; readonly address: string; readonly port: number; readonly destination: string }

export type Report = (event: ForwardEvent) => void

export interface ForwardParts extends PortRequestOptions {
  readonly client: SSMClient
  readonly nodeId: string
  readonly report: Report
}

export class Forward {
  readonly #parts: ForwardParts
  readonly #destination: Destination
  readonly #name: string
  #session: Promise<PortSession> | undefined
  #isOver = false

  constructor(parts: ForwardParts, destination: Destination) {
    this.#parts = parts
    this.#destination = destination
    this.#name = showAddress(destination)
  }

  /** The session that is open, or one that is started. Rejects where it cannot be started. */
  session(): Promise<PortSession> {
    this.#session ??= this.#start()
    return this.#session
  }

  /** Takes a local connection; closes it where there is no session for it. */
  async carry(socket: Socket): Promise<void> {
    socket.on('error', () => {})
    this.#parts.report({ event: 'connection', from: nameOf(socket), destination: this.#name })
    const session = await this.open()
    if (session) session.carry(socket)
    else socket.destroy()
  }

  /** The session, or undefined where it cannot be started, which is reported. */
  async open(): Promise<PortSession | undefined> {
    try {
      return await this.session()
    } catch (error) {
      const why = describeFailure(error).message
      if (!this.#isOver) this.#parts.report({ event: 'session-failed', destination: this.#name, why })
    }
  }

  /** Number of connections, or undefined where there is no session. */
  async size(): Promise<number | undefined> {
    return (await this.#session?.catch(() => undefined))?.size
  }

  /** Ends the session; a connection that comes later finds none. */
  async end(): Promise<void> {
    this.#isOver = true
    await (await this.#session?.catch(() => undefined))?.end()
  }

  async #start(): Promise<PortSession> {
    const { client, nodeId, report, ...options } = this.#parts
    const destination = this.#name
    try {
      const session = await startPortSession(client, portRequest(nodeId, this.#destination, options), {
        refused: () => report({ event: 'refused', session: session.id, destination }),
        away: isAway => report({ event: isAway ? 'away' : 'back', session: session.id, destination }),
        message: text => report({ event: 'message', session: session.id, text }),
      })
      report({ event: 'session-started', session: session.id, destination })
      void session.ended.then(why => {
        this.#session = undefined
        if (!this.#isOver) report({ event: 'session-ended', session: session.id, destination, why })
      })
      if (this.#isOver) void session.end()
      return session
    } catch (error) {
      this.#session = undefined
      throw error
    }
  }
}

function nameOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return showAddress({ host: remoteAddress, port: remotePort })
}
