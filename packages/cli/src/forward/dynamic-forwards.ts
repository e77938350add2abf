// Destinations that clients name as they connect: a session each while it is in use, and a while longer.
import type { Socket } from 'node:net'
import { Forward, type ForwardParts } from './forward.ts'
import { type Destination, showAddress } from './forward-spec.ts'
import { readSocks } from './socks.ts'

/** Sessions at once; every one is a WebSocket, and a worker on the node. */
const forwardsMax = 32
/** A session that carries nothing for so long is ended. */
const unusedMs = 60_000
const lookMs = 10_000

export class DynamicForwards {
  readonly #parts: ForwardParts
  readonly #forwards = new Map<string, { readonly forward: Forward; usedAtMs: number }>()
  readonly #timer = setInterval(() => void this.#endUnused(), lookMs)

  constructor(parts: ForwardParts) {
    this.#parts = parts
    this.#timer.unref()
  }

  /** Takes a connection of a SOCKS client. */
  async accept(socket: Socket): Promise<void> {
    socket.on('error', () => {})
    const request = await readSocks(socket)
    if (!request) return
    const forward = this.#find(request.destination)
    const session = await forward?.open()
    if (!forward || !session) return request.refuse()
    request.accept()
    await forward.carry(socket)
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.#forwards.values()].map(({ forward }) => forward.end()))
  }

  #find(destination: Destination): Forward | undefined {
    const name = showAddress(destination)
    const found = this.#forwards.get(name)
    if (found) {
      found.usedAtMs = performance.now()
      return found.forward
    }
    if (this.#forwards.size >= forwardsMax) {
      const why = `${forwardsMax} other destinations are in use`
      this.#parts.report({ event: 'session-failed', destination: name, why })
      return undefined
    }
    const forward = new Forward(this.#parts, destination)
    this.#forwards.set(name, { forward, usedAtMs: performance.now() })
    return forward
  }

  async #endUnused(): Promise<void> {
    for (const [name, found] of this.#forwards) {
      if (((await found.forward.size()) ?? 0) > 0) found.usedAtMs = performance.now()
      if (performance.now() - found.usedAtMs < unusedMs) continue
      this.#forwards.delete(name)
      await found.forward.end()
    }
  }
}
