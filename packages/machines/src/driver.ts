// What the plane asks of whatever turns its instances into hosts, and what that asks of the plane. Contracts only.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ImdsHost } from './imds/host.ts'

/** One host to run. */
export interface MachineSpec {
  instanceId: string
  hostname: string
  /** This machine's private folder; the driver makes it, mode 0700. Everything the host keeps lives below. */
  stateDir: string
  /** Assigned by the plane, unique among the running machines, inside 172.31.0.0/16. */
  privateIp: string
  /** Absolute path inside the host to text; written before each start. */
  files: ReadonlyMap<string, string>
  environment: Record<string, string>
  /** The main process; started again after it ends, 1 to 90 seconds later. */
  command: readonly string[]
  /** Paths of this machine that the host sees, read-only, at the same path. */
  readOnlyPaths: readonly string[]
  /** Run once, as the host's root at its first boot, if it starts with `#!`. */
  userData?: Buffer
}

/** A host that runs. */
export interface RunningMachine {
  readonly instanceId: string
  readonly macAddress: string
  /** `http://127.0.0.1:PORT` where the host's metadata service is not at 169.254.169.254. */
  readonly imdsEndpoint?: string
  /** Resolves when the host is gone, however it ended. */
  readonly exited: Promise<void>
  /** Ends the host with everything that runs on it: politely, then by force. Idempotent. */
  stop(): Promise<void>
}

export interface MachineDriver {
  readonly name: 'namespace' | 'process'
  /** What separates hosts from each other and from the plane, in one sentence for start-up. */
  readonly isolation: string
  /** The IP under which hosts reach the plane. */
  readonly planeAddress: string
  /**
   * Starts the host. A host left over from before the plane's restart is adopted as it runs (`namespace`) or ended
   * and started again on its state (`process`).
   */
  start(spec: MachineSpec): Promise<RunningMachine>
  close(options: { stopMachines: boolean }): Promise<void>
}

/** The plane as hosts reach it. */
export interface PlaneSide {
  imds(request: IncomingMessage, response: ServerResponse, host: ImdsHost | undefined): void
  hostByAddress(ip: string): ImdsHost | undefined
  hostByInstanceId(instanceId: string): ImdsHost | undefined
  /**
   * Takes over a connection to `httpPort`, before it returns: `httpServer.emit('connection', socket)`.
   * `remoteAddress` is the host's private IP.
   */
  acceptHttp(socket: AcceptedSocket): void
  /** The same for `httpsPort`, before the TLS handshake: `httpsServer.emit('connection', socket)`. */
  acceptHttps(socket: AcceptedSocket): void
  readonly httpPort: number
  readonly httpsPort: number
}

/** A connection whose `remoteAddress` is the host's, whatever way it came. */
export type AcceptedSocket = Duplex & { remoteAddress?: string }

export interface DriverOptions {
  /** The plane's data folder; drivers keep their own state in folders of it. */
  dataDir: string
  plane: PlaneSide
  log(message: string): void
  /** The fabric's program; by default the one beside this module (`fabric-main.ts`, or `fabric.mjs` in a bundle). */
  fabricEntry?: string
}
