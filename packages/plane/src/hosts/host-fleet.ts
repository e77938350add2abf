// Instances as machines: starts, stops and removes the host behind an instance through the driver, and has the
// metadata service answer for it while it runs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MachineDriver, type MachineSpec, removeMachineState, type RunningMachine } from '@hostler/machines/index'
import { privateDnsName } from '../domain/instance/addresses.ts'
import type { Instance } from '../domain/instance/instance.ts'
import type { MachineFleet } from '../domain/instance/machine-fleet.ts'
import { agentCaFile, agentConfigFile, agentConfiguration, type AgentProgram } from './agent-setup.ts'
import type { MetadataHosts } from './metadata-hosts.ts'

export interface HostFleetParts {
  readonly driver: MachineDriver
  readonly metadata: MetadataHosts
  readonly agent: AgentProgram
  /** Folder with one private folder per host. */
  readonly hostsDir: string
  /** The plane's CA certificate, PEM file. */
  readonly caFile: string
  readonly port: number
  readonly tlsPort: number
  /** Further sections of the agent's configuration. */
  readonly agentConfig?: Readonly<Record<string, unknown>>
}

export function createHostFleet(parts: HostFleetParts): MachineFleet {
  const running = new Map<string, RunningMachine>()

  async function start(instance: Instance): Promise<void> {
    await parts.metadata.put(instance)
    try {
      running.set(instance.id, await parts.driver.start(specOf(instance, parts)))
    } catch (error) {
      parts.metadata.remove(instance.id)
      throw error
    }
  }

  async function stop({ id }: Instance): Promise<void> {
    const machine = running.get(id)
    running.delete(id)
    parts.metadata.remove(id)
    await machine?.stop()
  }

  return {
    start,
    stop,
    async reboot(instance) {
      await stop(instance)
      await start(instance)
    },
    async terminate(instance) {
      await stop(instance)
      await removeMachineState(join(parts.hostsDir, instance.id))
    },
  }
}

function specOf(instance: Instance, parts: HostFleetParts): MachineSpec {
  const { driver, caFile, port, tlsPort } = parts
  const isolated = driver.name === 'namespace'
  return {
    instanceId: instance.id,
    hostname: privateDnsName(instance).split('.')[0]!,
    stateDir: join(parts.hostsDir, instance.id),
    privateIp: instance.privateIp,
    files: new Map([
      [agentConfigFile, agentConfiguration({ address: driver.planeAddress, port, tlsPort }, parts.agentConfig)],
      [agentCaFile, readFileSync(caFile, 'utf8')],
    ]),
    environment: { SSL_CERT_FILE: isolated ? agentCaFile : caFile },
    command: parts.agent.command,
    readOnlyPaths: parts.agent.readOnlyPaths,
    ...(instance.userData !== undefined && { userData: Buffer.from(instance.userData, 'base64') }),
  }
}
