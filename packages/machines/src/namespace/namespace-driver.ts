// Hosts in Linux namespaces: each with its own processes, users, file system and network, and no way into another
// host, the plane's data or this machine's network. The parts: fabric.ts (the network), host-process.ts (a host).
import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { DriverOptions, MachineDriver, MachineSpec, RunningMachine } from '../driver.ts'
import { gatewayAddress, macAddressOf } from '../private-address.ts'
import { isRunning } from '../process-identity.ts'
import { createRunningMachines } from '../running-machines.ts'
import type { Fabric } from './fabric.ts'
import { openFabric } from './fabric.ts'
import type { HostProcess } from './host-process.ts'
import { findHost, startHost, stopHost } from './host-process.ts'
import { makeStateDir } from './host-state.ts'
import { openPlaneSocket } from './plane-socket.ts'
import { findPrivilege } from './requirements.ts'
import { untilGone } from './until-gone.ts'

const isolation = {
  root: 'Each host has its own users, processes, file system and network: it reads neither the plane’s data nor other hosts.',
  user: 'Each host has its own processes, file system and network; all hosts share this user’s id outside.',
}

/** The driver for Linux. Rejects, saying why, where namespaces do not work. */
export async function createNamespaceDriver(options: DriverOptions): Promise<MachineDriver> {
  mkdirSync(options.dataDir, { recursive: true })
  const dataDir = realpathSync(options.dataDir)
  const privilege = await findPrivilege(dataDir)
  const folder = join(dataDir, 'fabric')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const socket = await openPlaneSocket(folder, options.plane)
  const { httpPort, httpsPort } = options.plane
  let fabric: Fabric
  try {
    fabric = await openFabric({ folder, privilege, httpPort, httpsPort, entry: options.fabricEntry })
  } catch (error) {
    await socket.close()
    throw error
  }

  const machines = createRunningMachines(open)
  let closing = false
  void fabric.exited.then(async () => {
    if (closing) return
    options.log('the fabric ended unexpectedly: stopping all hosts, they have no network')
    await machines.stopAll()
  })

  return {
    name: 'namespace',
    isolation: isolation[privilege],
    planeAddress: gatewayAddress,
    start: machines.start,
    async close({ stopMachines }) {
      closing = true
      if (stopMachines) await machines.stopAll()
      await socket.close()
      if (stopMachines) await fabric.stop()
    },
  }

  async function open(given: MachineSpec): Promise<RunningMachine> {
    const macAddress = macAddressOf(given.privateIp)
    const spec = { ...given, stateDir: makeStateDir(given.stateDir) }
    const found = findHost(spec.stateDir)
    if (found !== undefined && sameFabric(found, fabric)) {
      options.log(`${spec.instanceId}: adopted as it runs`)
      return machineOf(found, spec, macAddress)
    }
    if (found !== undefined) await stopHost(found, spec.stateDir)
    if (!isRunning(fabric.identity)) throw new Error('the fabric is gone: restart the plane')
    return machineOf(await startHost(spec, fabric, privilege), spec, macAddress)
  }
}

function sameFabric(host: HostProcess, fabric: Fabric): boolean {
  return host.fabric.pid === fabric.identity.pid && host.fabric.started === fabric.identity.started
}

function machineOf(host: HostProcess, spec: MachineSpec, macAddress: string): RunningMachine {
  const stopped = Promise.withResolvers<void>()
  return {
    instanceId: spec.instanceId,
    macAddress,
    exited: Promise.race([stopped.promise, untilGone(host.first, { background: true })]),
    stop: () => stopHost(host, spec.stateDir).then(stopped.resolve),
  }
}
