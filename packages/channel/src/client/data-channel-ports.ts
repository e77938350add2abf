// What a client of data channels needs of its surroundings, and what it tells its consumer. The same in Node and in a
// browser: sockets, hashes, random numbers and time are handed in.
import type { Digest } from '../frame/frame.ts'
import type { AgentAbilities, ClientAbilities, SessionType } from '../payloads/handshake-payloads.ts'

/** What hears of a socket. `closed` is called once, last, also when the socket never opened. */
export interface DataChannelSocketEvents {
  opened(): void
  received(data: Uint8Array | string): void
  /** Without an error the other side closed. */
  closed(error?: Error): void
}

export interface DataChannelSocket {
  /** Text for strings, binary for bytes. Called only between `opened` and `closed`. */
  send(data: Uint8Array | string): void
  close(): void
  /** Bytes that are sent and not yet taken by the system. */
  readonly bufferedAmount: number
  /** Nothing is received until `resume`. Browsers have neither: there, withheld acknowledgements hold the host back. */
  pause?(): void
  resume?(): void
}

export interface DataChannelPorts {
  /** Begins to connect to the URL as it was answered; the events, which come later, tell how it goes. */
  openSocket(url: string, events: DataChannelSocketEvents): DataChannelSocket
  readonly digest: Digest
  readonly randomUUID: () => string
  readonly clock: {
    /** Epoch milliseconds, whole. */
    nowMs(): number
    /** Calls `elapsed` once after some milliseconds. Returns what cancels it. */
    timer(ms: number, elapsed: () => void): () => void
  }
}

/** What the agent said of itself and of the session; a stock agent says nothing where it starts a shell. */
export interface BegunSession {
  /** Empty, or four numeric parts. */
  readonly agentVersion: string
  readonly abilities: AgentAbilities
  /** Of a Port session: its document's properties, resolved. */
  readonly properties: unknown
}

export interface DataChannelEvents {
  /** Hands are shaken: from now on input is sent. Once, whatever breaks later. */
  began?(session: BegunSession): void
  /** One of `flags`, from the host. */
  flag?(value: number): void
  /**
   * Bytes of the session in order, each once, as the host cut them: a character may be spread over several. They are
   * acknowledged, and the next come, when the promise resolves. A rejection ends the channel as `unsupported`.
   */
  output(bytes: Uint8Array, stream: 'stdout' | 'stderr'): Promise<void> | void
  /** A line that the host wants the user to read. */
  message(text: string): void
  /** How the command ended. Stock agents tell it of non-interactive commands with separate outputs alone. */
  exitCode(code: number): void
  /** Input is taken again after {@link DataChannelClient.isFull}. */
  drained(): void
  /** The connection stands. Whether the host comes is another question. */
  connected(): void
  /** The connection broke. `connect` with another token goes on where it was. */
  dropped(error: Error | undefined): void
  /** The session is over, and all its output has been taken. Nothing comes after. */
  closed(output: string): void
  /** This client cannot go on with the session. Nothing comes after; to end it on the host is the owner's task. */
  unsupported(why: string): void
}

export interface DataChannelClientOptions {
  readonly ports: DataChannelPorts
  readonly events: DataChannelEvents
  /** Four numeric parts. Agents give more to newer ones: see the version gates. */
  readonly clientVersion?: string
  readonly sessionTypes?: readonly SessionType[]
  readonly abilities?: ClientAbilities
  /** Longest payload of input; 1024 is what stock agents send and expect. */
  readonly payloadBytes?: number
  /** Input that is neither acknowledged nor refused by `isFull`. */
  readonly inputBytes?: number
}
