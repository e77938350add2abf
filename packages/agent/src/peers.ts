import type { Clock } from './runtime/clock.ts'
import type { HttpTransport } from './runtime/http.ts'
import type { Log } from './runtime/log.ts'
import type { OpenSocket } from './runtime/socket.ts'

/** The world outside the agent, replaceable in tests. */
export type Peers = {
  http: HttpTransport
  openSocket: OpenSocket
  clock: Clock
  /** In [0, 1). */
  random: () => number
  log: Log
}
