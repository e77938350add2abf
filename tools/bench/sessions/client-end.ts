// The client's end of a measured session.
import { once } from 'node:events'
import { messageTypes } from '@hostler/channel/frame/frame'
import { WebSocket } from 'ws'
import { acknowledgeFrame, read, streamFrame } from './frames.ts'

export class ClientEnd {
  readonly #socket: WebSocket
  #next = 0
  #onOutput: (bytes: number) => void = () => {}

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      const frame = read(data)
      if (frame.type !== messageTypes.output) return
      socket.send(acknowledgeFrame(frame))
      this.#onOutput(frame.payload.length)
    })
  }

  /** @param firstFrame text that opens the channel, where there is one */
  static async open(url: string, firstFrame?: string): Promise<ClientEnd> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await once(socket, 'open')
    if (firstFrame !== undefined) socket.send(firstFrame)
    return new ClientEnd(socket)
  }

  type(text: string): void {
    this.#socket.send(streamFrame('input', this.#next++, Buffer.from(text)))
  }

  /** Types a character and waits for its echo; milliseconds. */
  keystroke(): Promise<number> {
    return new Promise(resolve => {
      const begun = performance.now()
      this.#onOutput = () => resolve(performance.now() - begun)
      this.type('k')
    })
  }

  /** Asks for so many messages of so many bytes; resolves when the last has come, to milliseconds. */
  bulk(count: number, size: number): Promise<number> {
    return new Promise(resolve => {
      const begun = performance.now()
      let left = count * size
      this.#onOutput = bytes => {
        left -= bytes
        if (left <= 0) resolve(performance.now() - begun)
      }
      this.type(`bulk ${count} ${size}`)
    })
  }

  /** From now on output comes by itself, and nobody waits for it. */
  stream(everyMs: number, size: number): void {
    this.#onOutput = () => {}
    this.type(`stream ${everyMs} ${size}`)
  }

  close(): void {
    this.#socket.terminate()
  }
}
