import type { DataChannelPorts, DataChannelSocket } from './data-channel-ports.ts'

/** What hears of the socket that is the client's now; of one that it has left, nothing is heard. */
export interface SocketLinkEvents {
  opened(): void
  received(bytes: Uint8Array): void
  closed(error: Error | undefined): void
}

/** The client's socket, of which there is at most one; what is sent without one is lost. */
export class SocketLink {
  readonly #openSocket: DataChannelPorts['openSocket']
  readonly #events: SocketLinkEvents
  #socket: DataChannelSocket | undefined
  #isOpen = false
  #isPaused = false

  constructor(openSocket: DataChannelPorts['openSocket'], events: SocketLinkEvents) {
    this.#openSocket = openSocket
    this.#events = events
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Whether it is read, and what it was given to send has gone out to some extent. */
  get isFlowing(): boolean {
    return this.#isOpen && !this.#isPaused && this.#socket!.bufferedAmount < congestedBytes
  }

  /** Connects anew. @param opening the first message, text */
  connect(url: string, opening: () => string): void {
    this.leave()
    const socket: DataChannelSocket = this.#openSocket(url, {
      opened: () => {
        if (socket !== this.#socket) return
        this.#isOpen = true
        socket.send(opening())
        this.#events.opened()
      },
      received: data => {
        // Messages are binary; text is none of ours.
        if (socket === this.#socket && typeof data !== 'string') this.#events.received(data)
      },
      closed: error => {
        if (socket !== this.#socket) return
        this.#forget()
        this.#events.closed(error)
      },
    })
    this.#socket = socket
  }

  send(bytes: Uint8Array): void {
    if (this.#isOpen) this.#socket!.send(bytes)
  }

  /** Lets the socket be read or not, where that can be chosen. */
  hold(isHeld: boolean): void {
    if (!this.#isOpen || isHeld === this.#isPaused) return
    this.#isPaused = isHeld
    if (isHeld) this.#socket!.pause?.()
    else this.#socket!.resume?.()
  }

  leave(): void {
    const socket = this.#socket
    this.#forget()
    socket?.close()
  }

  #forget(): void {
    this.#socket = undefined
    this.#isOpen = this.#isPaused = false
  }
}

const congestedBytes = 64 * 1024
