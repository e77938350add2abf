import type { DataChannelSocket, DataChannelSocketEvents } from '../src/client/data-channel-ports.ts'

/** A socket whose other end is the test. Hands bytes over at once, never inside of `openSocket`. */
export class ScriptedSocket implements DataChannelSocket {
  readonly url: string
  readonly sent: (Uint8Array | string)[] = []
  readonly events: DataChannelSocketEvents
  bufferedAmount = 0
  isPaused = false
  isClosed = false
  onSend: (data: Uint8Array | string) => void = () => undefined
  #held: Uint8Array[] = []

  constructor(url: string, events: DataChannelSocketEvents) {
    this.url = url
    this.events = events
  }

  send(data: Uint8Array | string): void {
    this.sent.push(data)
    this.onSend(data)
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.events.closed()
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    for (const bytes of this.#held.splice(0)) this.events.received(bytes)
  }

  /** The other end sends; a paused socket keeps it. */
  receive(bytes: Uint8Array): void {
    if (this.isPaused) this.#held.push(bytes)
    else this.events.received(bytes)
  }

  /** The connection breaks. */
  drop(error?: Error): void {
    this.isClosed = true
    this.events.closed(error)
  }
}
