// The world as a host with faults has it: the agent's own code runs in it and does not know.
import type { Peers } from '@hostler/agent/peers'
import type { Clock } from '@hostler/agent/runtime/clock'
import type { OpenSocket, Socket } from '@hostler/agent/runtime/socket'
import type { Faults } from './faults.ts'

/** What the fleet sees of a host's connections. */
export interface SocketWatch {
  /** @param path of the URL */
  opened(path: string): void
  closed(path: string): void
}

/** Connections of one host that are open, to be cut. */
export class OpenSockets {
  readonly #sockets = new Set<Socket>()

  add(socket: Socket): void {
    this.#sockets.add(socket)
  }

  delete(socket: Socket): void {
    this.#sockets.delete(socket)
  }

  /** Ends them without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate()
  }
}

/** One message in so many changes places with the one behind it. */
const disorderEvery = 5

export function faultyPeers(peers: Peers, faults: Faults, sockets: OpenSockets, watch: SocketWatch): Peers {
  const { clock, random } = peers
  const slowMs = faults.slowSeconds * 1000
  const openSocket: OpenSocket = async (url, headers, events, signal) => {
    if (slowMs > 0) await clock.sleep(slowMs, 'slow network', signal)
    let opened: Socket | undefined
    const real = await peers.openSocket(
      url,
      headers,
      {
        ...events,
        onClose(reason) {
          if (opened) sockets.delete(opened)
          watch.closed(url.pathname)
          events.onClose(reason)
        },
      },
      signal,
    )
    const isSession = url.pathname.startsWith('/v1/data-channel/')
    const sent = faults.disorders && isSession ? disordered(real, random) : real
    opened = slowMs > 0 ? slowed(sent, slowMs, clock, signal) : sent
    sockets.add(opened)
    watch.opened(url.pathname)
    return opened
  }
  return {
    ...peers,
    openSocket,
    clock: faults.skewSeconds === 0 ? clock : skewed(clock, faults.skewSeconds),
    http: async (request, signal) => {
      if (slowMs > 0) await clock.sleep(slowMs, 'slow network', signal)
      return peers.http(request, signal)
    },
  }
}

function skewed(clock: Clock, seconds: number): Clock {
  return { ...clock, now: () => new Date(clock.now().getTime() + seconds * 1000), sleep: clock.sleep.bind(clock) }
}

/** Holds a message back now and then until the next has left. */
function disordered(socket: Socket, random: () => number): Socket {
  let held: Uint8Array | undefined
  return {
    ...socket,
    sendBinary(bytes) {
      if (held === undefined && random() * disorderEvery < 1) {
        held = bytes
        return
      }
      socket.sendBinary(bytes)
      if (held) socket.sendBinary(held)
      held = undefined
    },
    close() {
      if (held) socket.sendBinary(held)
      socket.close()
    },
  }
}

/** Everything leaves later, in its order. */
function slowed(socket: Socket, slowMs: number, clock: Clock, signal: AbortSignal): Socket {
  let last: Promise<void> = Promise.resolve()
  const later = (act: () => void) => {
    const due = clock.sleep(slowMs, 'slow network', signal)
    last = Promise.all([last, due]).then(act, () => {})
  }
  return {
    ...socket,
    sendText: text => later(() => socket.sendText(text)),
    sendBinary: bytes => later(() => socket.sendBinary(bytes)),
    ping: payload => later(() => socket.ping(payload)),
    close: () => later(() => socket.close()),
  }
}
