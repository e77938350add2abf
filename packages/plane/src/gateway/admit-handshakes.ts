// How many TLS handshakes go on at once. After a restart thousands of agents come within seconds. Taken up all together,
// all would be done late, after the fifteen seconds that agents wait; taken up so many at a time, each is done quickly,
// and the others, turned away before they have cost anything, come again by themselves a few seconds later.
import type { Server, Socket } from 'node:net'

export interface HandshakeLimits {
  /** Done within a second by one processor. */
  readonly atOnce: number
  /** Who takes longer makes room for who comes. */
  readonly slowMs: number
}

export const handshakeLimits: HandshakeLimits = { atOnce: 512, slowMs: 3_000 }

/** @param server of TLS, before it listens */
export function admitHandshakes(
  server: Server,
  { atOnce, slowMs } = handshakeLimits,
  nowMs: () => number = () => performance.now(),
): void {
  /** By address and port; the oldest first. */
  const waiting = new Map<string, { readonly socket: Socket; readonly sinceMs: number }>()

  /** Whether there is room, made if need be. */
  function hasRoom(): boolean {
    if (waiting.size < atOnce) return true
    const [oldest] = waiting.values()
    if (!oldest || nowMs() - oldest.sinceMs < slowMs) return false
    waiting.delete(nameOf(oldest.socket))
    oldest.socket.resetAndDestroy()
    return true
  }

  const accept = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    if (!hasRoom()) return void socket.resetAndDestroy()
    const name = nameOf(socket)
    waiting.set(name, { socket, sinceMs: nowMs() })
    socket.once('close', () => waiting.delete(name))
    for (const listener of accept) listener.call(server, socket)
  })
  server.on('secureConnection', (socket: Socket) => waiting.delete(nameOf(socket)))
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}
