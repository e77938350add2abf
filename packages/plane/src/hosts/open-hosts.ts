// Opens the hosts of a listening plane: the driver, the metadata service in front of it, and the fleet behind
// RunInstances.
import type { Server } from 'node:http'
import { join } from 'node:path'
import { type AcceptedSocket, createDriver, createImdsHandler, type ImdsHost } from '@hostler/machines/index'
import type { Clock } from '../domain/basics/clock.ts'
import type { MachineFleet } from '../domain/instance/machine-fleet.ts'
import type { Log } from '../observability/log.ts'
import { type AgentProgram, builtInAgent } from './agent-setup.ts'
import { createHostFleet } from './host-fleet.ts'
import type { MetadataHosts } from './metadata-hosts.ts'

export interface OpenHostsParts {
  readonly choice: 'auto' | 'namespace' | 'process'
  readonly dataDir: string
  readonly caFile: string
  readonly http: Server
  /** Takes over a host's connection to the HTTPS port, before its handshake. */
  acceptHttps(socket: AcceptedSocket): void
  readonly port: number
  readonly tlsPort: number
  readonly metadata: MetadataHosts
  /** Secret of the metadata service's tokens: they outlive a restart of the plane. */
  readonly metadataTokenSecret: Buffer
  readonly clock: Clock
  readonly log: Log
  readonly agent?: AgentProgram
  /** Further sections of the agent's configuration file. */
  readonly agentConfig?: Readonly<Record<string, unknown>>
}

export interface Hosts {
  readonly fleet: MachineFleet
  /** One sentence on what separates hosts, for start-up. */
  readonly isolation: string
  close(options: { stopMachines: boolean }): Promise<void>
}

export async function openHosts(parts: OpenHostsParts): Promise<Hosts> {
  const { metadata, log, clock } = parts
  const imds = createImdsHandler({
    now: () => clock.now(),
    tokenSecret: parts.metadataTokenSecret,
    log: message => log.error({}, message),
  })
  const driver = await createDriver(parts.choice, {
    dataDir: parts.dataDir,
    log: message => log.info({}, message),
    plane: {
      imds: (request, response, host: ImdsHost | undefined) => imds(request, response, host),
      hostByAddress: ip => metadata.findByAddress(ip),
      hostByInstanceId: id => metadata.findById(id),
      acceptHttp: socket => void parts.http.emit('connection', socket),
      acceptHttps: socket => parts.acceptHttps(socket),
      httpPort: parts.port,
      httpsPort: parts.tlsPort,
    },
  })
  const agent = parts.agent ?? builtInAgent()
  if (agent.needsIsolation && driver.name !== 'namespace') {
    await driver.close({ stopMachines: true })
    throw new Error('the stock agent runs only on hosts in namespaces, which do not work here')
  }
  const fleet = createHostFleet({
    driver,
    metadata,
    agent,
    hostsDir: join(parts.dataDir, 'hosts'),
    caFile: parts.caFile,
    port: parts.port,
    tlsPort: parts.tlsPort,
    ...(parts.agentConfig && { agentConfig: parts.agentConfig }),
  })
  return { fleet, isolation: driver.isolation, close: options => driver.close(options) }
}
