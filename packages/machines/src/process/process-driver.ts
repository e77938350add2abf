// Hosts as plain child processes: works on any system without privileges, and separates nothing. For trying things
// out. It must not pretend: what it cannot do (run user data, hide files) it says.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { DriverOptions, MachineDriver, MachineSpec, PlaneSide, RunningMachine } from '../driver.ts'
import { writeMachineFiles } from '../machine-files.ts'
import { macAddressOf } from '../private-address.ts'
import { identifyProcess, isRunning, readIdentity } from '../process-identity.ts'
import { createRunningMachines } from '../running-machines.ts'
import { isOwnPeer } from './peer-owner.ts'
import { endTree, supervise } from './supervise.ts'

/**
 * The driver for any system. A host's command finds its metadata service through
 * `AWS_EC2_METADATA_SERVICE_ENDPOINT`, and its files below `HOSTLER_ROOT` (`<stateDir>/root`).
 */
export function createProcessDriver(options: DriverOptions): MachineDriver {
  const machines = createRunningMachines(spec => startMachine(spec, options))
  return {
    name: 'process',
    isolation:
      'Nothing is isolated: hosts are ordinary processes of this user, who can read the plane’s data and each other’s.',
    planeAddress: '127.0.0.1',
    start: machines.start,
    async close({ stopMachines }) {
      // The metadata service lives in this process: a host cannot do without it, so none is left behind.
      if (!stopMachines) options.log('hosts of the process driver end with the plane')
      await machines.stopAll()
    },
  }
}

async function startMachine(spec: MachineSpec, options: DriverOptions): Promise<RunningMachine> {
  const macAddress = macAddressOf(spec.privateIp)
  const root = join(spec.stateDir, 'root')
  mkdirSync(spec.stateDir, { recursive: true, mode: 0o700 })
  const pidFile = join(spec.stateDir, 'process.json')
  await endLeftover(pidFile, options)
  mkdirSync(root, { recursive: true })
  writeMachineFiles(root, spec.files)
  if (spec.userData !== undefined) options.log(`${spec.instanceId}: user data is not run without a host of its own`)

  const imds = await listenForMetadata(spec.instanceId, options.plane)
  const imdsEndpoint = `http://127.0.0.1:${(imds.address() as AddressInfo).port}`
  const outputFd = openSync(join(spec.stateDir, 'console.log'), 'w', 0o600)
  const supervised = supervise({
    command: spec.command,
    environment: hostEnvironment(spec, root, imdsEndpoint),
    cwd: root,
    outputFd,
    onStart: pid => writeFileSync(pidFile, JSON.stringify(identifyProcess(pid) ?? {})),
    log: message => options.log(`${spec.instanceId}: ${message}`),
  })
  const exited = supervised.exited.then(() => {
    imds.close()
    imds.closeAllConnections()
    closeSync(outputFd)
    rmSync(pidFile, { force: true })
  })
  return {
    instanceId: spec.instanceId,
    macAddress,
    imdsEndpoint,
    exited,
    async stop() {
      await supervised.stop()
      await exited
    },
  }
}

/** A plane that was killed leaves its hosts running with a metadata service that is gone. */
async function endLeftover(pidFile: string, options: DriverOptions): Promise<void> {
  const left = readPidFile(pidFile)
  if (left === undefined || !isRunning(left)) return
  options.log(`ending process ${left.pid}, left over from before the restart`)
  await endTree(left.pid, Promise.resolve())
}

function readPidFile(pidFile: string): ReturnType<typeof readIdentity> {
  try {
    return readIdentity(JSON.parse(readFileSync(pidFile, 'utf8')))
  } catch {
    return undefined
  }
}

/**
 * The metadata service of one host: here the port says which host asks. Other users of this machine are turned away:
 * it hands out credentials.
 */
async function listenForMetadata(instanceId: string, plane: PlaneSide): Promise<Server> {
  const server = createServer((request, response) => {
    plane.imds(request, response, plane.hostByInstanceId(instanceId))
  })
  server.on('connection', socket => {
    if (!isOwnPeer(socket)) socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function hostEnvironment(spec: MachineSpec, root: string, imdsEndpoint: string): Record<string, string> {
  // The plane's own environment may hold secrets and proxies. PATH finds programs; the others are what Windows needs
  // to start any.
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'LANG'].flatMap(name => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return {
    ...Object.fromEntries(kept),
    HOME: root,
    HOSTNAME: spec.hostname,
    ...spec.environment,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: imdsEndpoint,
    HOSTLER_STATE_DIR: spec.stateDir,
    HOSTLER_ROOT: root,
  }
}
