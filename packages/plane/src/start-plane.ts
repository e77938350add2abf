// A running plane: an app with its two ports, its hosts and its background work. What `hostler up` and the tests
// start alike.
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { gatewayAddress } from '@hostler/machines/index'
import { type App, type AppOverrides, createApp } from './app.ts'
import { repeat } from './background/repeat.ts'
import type { PlaneConfig } from './config/config.ts'
import { claimDataFolder, prepareDataFolder } from './config/data-folder.ts'
import { type PlaneFile, writeClientFiles } from './first-start/client-files.ts'
import { acceptorOfTls, closeServer, createHttp, createHttps, listen } from './gateway/servers.ts'
import { purgeLogs } from './domain/log-event/log-purge.ts'
import type { MachineFleet } from './domain/instance/machine-fleet.ts'
import { type AgentProgram, stockAgent } from './hosts/agent-setup.ts'
import { noFleet } from './hosts/late-fleet.ts'
import { type Hosts, openHosts } from './hosts/open-hosts.ts'
import { openCertificateAuthority } from './tls/certificate-authority.ts'
import { serverCertificates } from './tls/server-certificates.ts'

export interface StartOverrides extends AppOverrides {
  /** Stands in for hosts when the plane runs none of its own. */
  readonly fleet?: MachineFleet
  /** Runs on hosts instead of the built-in agent. */
  readonly agent?: AgentProgram
  /** Further sections of the agent's configuration file. */
  readonly agentConfig?: Readonly<Record<string, unknown>>
}

export interface RunningPlane {
  readonly app: App
  readonly file: PlaneFile
  /** Whether this start made the account. */
  readonly firstStart: boolean
  /** What separates hosts from each other; absent when the plane runs none. */
  readonly isolation?: string
  /** Ends the plane in order. `stopMachines: false` leaves hosts running for the next start to adopt. */
  close(options?: { readonly stopMachines: boolean }): Promise<void>
}

const graceMs = 5_000
const pingFlushMs = 30_000
const sweepMs = 10_000
const sessionSweepMs = 1_000
const recordCopyMs = 10_000
const historySweepMs = 3_600_000

export async function startPlane(config: PlaneConfig, overrides: StartOverrides = {}): Promise<RunningPlane> {
  prepareDataFolder(config.dataDir)
  const release = claimDataFolder(config.dataDir)
  // What was opened is closed again, in reverse, when a later part of the start fails.
  await using opened = new AsyncDisposableStack()
  opened.defer(release)
  const app = opened.adopt(await createApp(config, overrides), created => created.close())
  const tlsFolder = join(config.dataDir, 'tls')
  const authority = await openCertificateAuthority(tlsFolder, app.clock.now())
  const tls = await serverCertificates(authority, tlsFolder, { ...config, addresses: [gatewayAddress] }, app.clock)
  const http = createHttp(app.handler(false), app.upgrade(false), overrides.callerLimits)
  const https = createHttps(tls, app.handler(true), app.upgrade(true), overrides.callerLimits)
  opened.defer(() => closeServer(http, graceMs))
  const port = await listen(http, config.host, config.port)
  opened.defer(() => closeServer(https, graceMs))
  const tlsPort = await listen(https, config.host, config.tlsPort)
  opened.defer(() => app.endWaiting())
  const hosts =
    config.machines === 'none'
      ? undefined
      : await openHosts({
          ...app,
          ...overrides,
          ...(config.agentDir !== undefined && { agent: stockAgent(config.agentDir) }),
          choice: driverFor(config.machines, config.host),
          dataDir: config.dataDir,
          caFile: authority.caFile,
          http,
          acceptHttps: acceptorOfTls(https, tls),
          port,
          tlsPort,
        })
  let stopMachines = true
  opened.defer(() => closeHosts(app, hosts, stopMachines))
  // Before their hosts, or people would be told that those are gone.
  opened.defer(() => app.endSessions())
  app.attachFleet(hosts?.fleet ?? overrides.fleet ?? noFleet)
  await app.instances.resume()
  const name = reachableName(config.host)
  const file = writeClientFiles(config.dataDir, {
    url: `http://${name}:${port}`,
    tlsUrl: `https://${name}:${tlsPort}`,
    caFile: authority.caFile,
    accountId: app.home.accountId,
    region: config.region,
  })
  const stopChores = new AbortController()
  const chores = repeat(choresOf(app, config), app.clock, stopChores.signal, app.log)
  opened.defer(() => chores)
  opened.defer(() => stopChores.abort())
  const ending = opened.move()
  return {
    app,
    file,
    firstStart: app.home.newAdministrator !== undefined,
    ...(hosts && { isolation: hosts.isolation }),
    close(options = { stopMachines: true }) {
      stopMachines = options.stopMachines
      return ending.disposeAsync()
    },
  }
}

async function closeHosts(app: App, hosts: Hosts | undefined, stopMachines: boolean): Promise<void> {
  await app.instances.idle()
  await hosts?.close({ stopMachines })
}

function choresOf(app: App, { sessionRecheckSeconds: recheckSeconds, decisionFlushSeconds }: PlaneConfig) {
  return [
    { name: 'flush pings', everyMs: pingFlushMs, run: () => app.nodes.flushPings() },
    { name: 'flush key uses', everyMs: pingFlushMs, run: () => app.flushKeyUses() },
    { name: 'sweep sessions', everyMs: sessionSweepMs, run: () => app.sweepSessions() },
    ...(recheckSeconds > 0
      ? [{ name: 'recheck sessions', everyMs: recheckSeconds * 1_000, run: () => app.recheckSessions() }]
      : []),
    { name: 'flush decisions', everyMs: decisionFlushSeconds * 1_000, run: () => app.flushDecisions() },
    { name: 'purge decisions', everyMs: historySweepMs, run: () => app.purgeDecisions() },
    { name: 'tend audit trails', everyMs: historySweepMs, run: () => app.tendAudit() },
    { name: 'tend objects', everyMs: historySweepMs, run: () => app.tendObjects() },
    { name: 'purge logs', everyMs: historySweepMs, run: () => purgeLogs(app.storage, app.clock.now()) },
    { name: 'copy session records', everyMs: recordCopyMs, run: () => app.copyRecords() },
    { name: 'purge sessions', everyMs: historySweepMs, run: () => app.purgeSessions() },
    { name: 'sweep control channels', everyMs: sweepMs, run: () => app.sweepChannels() },
    { name: 'purge terminated instances', everyMs: pingFlushMs, run: () => app.instances.purge() },
  ]
}

/** A host in the `process` driver is as good as the plane itself: nobody but this machine's users may start one. */
function driverFor(
  machines: Exclude<PlaneConfig['machines'], 'none'>,
  host: string,
): Exclude<PlaneConfig['machines'], 'none'> {
  return machines === 'auto' && !isLoopback(host) ? 'namespace' : machines
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** What to write into URLs for an address to listen on: `0.0.0.0` is no place to call. */
function reachableName(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host
  const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}
