// For the tests of the namespace driver: the smallest plane, and commands on a host.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { DriverOptions, MachineSpec } from '../driver.ts'
import type { ImdsHost } from '../imds/host.ts'

/** Driver options of a plane that answers every metadata request with the id of the host it is meant for. */
export function testPlane(dataDir: string, asked: string[] = [], logged: string[] = []): DriverOptions {
  const http = createServer((request, response) => response.end(`plane sees ${request.socket.remoteAddress}`))
  return {
    dataDir,
    log: message => logged.push(message),
    plane: {
      imds(request, response, host) {
        asked.push(`${request.socket.remoteAddress} ${request.url}`)
        response.end(`you are ${host?.instanceId}`)
      },
      hostByAddress: ip => ({ instanceId: `i-${ip.split('.')[3]}` }) as ImdsHost,
      hostByInstanceId: () => undefined,
      acceptHttp: socket => http.emit('connection', socket),
      acceptHttps: socket => socket.end('encrypted port'),
      httpPort: 8080,
      httpsPort: 8443,
    },
  }
}

/** A host that keeps `script` running. Its number is the end of its address. */
export function testSpec(dataDir: string, number: number, changes: Partial<MachineSpec> = {}): MachineSpec {
  return {
    instanceId: `i-${number}`,
    hostname: `ip-172-31-0-${number}.internal`,
    stateDir: join(dataDir, 'machines', `i-${number}`),
    privateIp: `172.31.0.${number}`,
    files: new Map([['/etc/amazon/ssm/amazon-ssm-agent.json', '{}']]),
    environment: {},
    command: ['sleep', `${4000 + number}`],
    readOnlyPaths: [process.execPath],
    ...changes,
  }
}

/** The host's first process as this machine numbers it. */
export function firstPid(stateDir: string): number {
  return JSON.parse(readFileSync(join(stateDir, 'machine.json'), 'utf8')).first.pid
}

/** The fabric as this machine numbers it. */
export function fabricPid(dataDir: string): number {
  return JSON.parse(readFileSync(join(dataDir, 'fabric/fabric.json'), 'utf8')).identity.pid
}

/** Runs a script as root of a host. Both outputs in one, with the exit code in front. */
export function onHost(stateDir: string, script: string, ...args: string[]): Promise<string> {
  const kinds = ['--user', '--mount', '--pid', '--net', '--uts', '--ipc']
  const { first, fabric } = JSON.parse(readFileSync(join(stateDir, 'machine.json'), 'utf8'))
  const enter = asRoot
    ? ['nsenter', '-t', first.pid, ...kinds, '-S', '0', '-G', '0']
    : [...enterUserOf(fabric.pid), 'nsenter', '-t', first.pid, ...kinds, '--preserve-credentials']
  return run([...enter, '--', 'sh', '-uc', script, 'test', ...args])
}

/** The same in the fabric's network namespace. */
export function inFabric(pid: number, script: string, ...args: string[]): Promise<string> {
  const enter = [...(asRoot ? [] : enterUserOf(pid)), 'nsenter', '-t', pid, '--net']
  return run([...enter, '--', 'sh', '-uc', script, 'test', ...args])
}

const asRoot = process.getuid?.() === 0

/** Without root, what the driver has made can be entered from the fabric's user namespace only. */
function enterUserOf(pid: number): (string | number)[] {
  return ['nsenter', '-t', pid, '--user', '--preserve-credentials', '--']
}

function run(command: readonly (string | number)[]): Promise<string> {
  const [program = '', ...args] = command.map(String)
  return new Promise(resolve => {
    execFile(program, args, { timeout: 20_000 }, (error, stdout, stderr) => {
      resolve(`${error?.code ?? 0} ${(stdout + stderr).trim()}`)
    })
  })
}

/** Asks from a host, over its network; the answer's body or `no answer`. */
export function askFrom(stateDir: string, url: string, localAddress = ''): Promise<string> {
  const program = `
    const [url, localAddress] = process.argv.slice(1)
    const request = require('http').get(url, { timeout: 1500, ...(localAddress && { localAddress }) }, response => {
      response.pipe(process.stdout)
    })
    request.on('timeout', () => request.destroy(new Error('timeout')))
    request.on('error', () => console.log('no answer'))`
  return onHost(stateDir, '"$@"', process.execPath, '-e', program, url, localAddress)
}
