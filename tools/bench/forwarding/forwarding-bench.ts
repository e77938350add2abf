// Port forwarding, all four pairs of agents and clients, beside a bare forwarder of three processes. The stock programs
// take part where the environment names them: HOSTLER_STOCK_AGENT_DIR and HOSTLER_STOCK_PLUGIN.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartSessionCommand, SSMClient } from '@aws-sdk/client-ssm'
import { median } from '../median.ts'
import { type ServerProcess, startServer } from '../server-process.ts'
import { byteServerInPerl, startByteServer, transfer } from './byte-server.ts'

export interface ForwardingEffort {
  readonly rounds: number
  /** Through programs that are quick, and through those that sleep. */
  readonly quickMb: number
  readonly slowMb: number
}

export interface ForwardingRow {
  readonly name: string
  /** Megabytes (10⁶ bytes) a second; medians. */
  readonly down: number
  readonly up: number
}

export interface ForwardingResults {
  readonly rows: readonly ForwardingRow[]
  /** What was not measured, and why. */
  readonly skipped: readonly string[]
}

const bundle = join(import.meta.dirname, '../../../dist/hostler.mjs')
const perlPort = 9009

export async function measureForwarding(folder: string, effort: ForwardingEffort): Promise<ForwardingResults> {
  const stockAgent = process.env['HOSTLER_STOCK_AGENT_DIR']
  const stockPlugin = process.env['HOSTLER_STOCK_PLUGIN']
  const skipped = [
    ...(stockAgent ? [] : ['stock agent: HOSTLER_STOCK_AGENT_DIR names none']),
    ...(stockPlugin ? [] : ['stock client: HOSTLER_STOCK_PLUGIN names none']),
  ]
  const rows = [await measureBare(effort)]
  for (const agent of [undefined, ...(stockAgent ? [stockAgent] : [])]) {
    const host = await Host.start(join(folder, agent ? 'stock' : 'own'), agent)
    try {
      for (const plugin of [undefined, ...(stockPlugin ? [stockPlugin] : [])]) {
        const forward = await host.forward(plugin)
        const name = `${agent ? 'stock' : 'built-in'} agent, ${plugin ? 'stock' : 'own'} client`
        // Stock programs send half a megabyte a second.
        const sizes = { down: agent ? effort.slowMb : effort.quickMb, up: plugin ? effort.slowMb : effort.quickMb }
        rows.push(await measure(name, forward.port, effort.rounds, sizes))
        await forward.stop()
      }
    } finally {
      await host.stop()
    }
  }
  return { rows, skipped }
}

async function measure(
  name: string,
  port: number,
  rounds: number,
  { down, up }: { readonly down: number; readonly up: number },
): Promise<ForwardingRow> {
  const [downs, ups]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    const pair = [await transfer(port, 'down', down * 1e6), await transfer(port, 'up', up * 1e6)] as const
    // The first warms up.
    if (round === 0) continue
    downs.push(pair[0])
    ups.push(pair[1])
  }
  return { name, down: median(downs), up: median(ups) }
}

async function measureBare({ rounds, quickMb }: ForwardingEffort): Promise<ForwardingRow> {
  const bytes = await startByteServer()
  const pipe = await startServer('tools/bench/sessions/pipe-process.ts', [])
  const url = `ws://127.0.0.1:${pipe.port}`
  const far = await startServer('tools/bench/forwarding/bare-end.ts', ['connect', url, String(bytes.port)])
  const near = await startServer('tools/bench/forwarding/bare-end.ts', ['listen', url])
  try {
    return await measure('bare forwarder', near.port, rounds, { down: quickMb, up: quickMb })
  } finally {
    for (const each of [near, far, pipe]) await each.stop()
    bytes.close()
  }
}

interface RunningForward {
  readonly port: number
  stop(): Promise<void>
}

/** A plane with a managed host, and a server of bytes that the host can reach. */
class Host {
  readonly #plane: ServerProcess
  readonly #folder: string
  readonly #nodeId: string
  readonly #port: number
  readonly #stopServer: () => Promise<void>

  private constructor(
    plane: ServerProcess,
    folder: string,
    nodeId: string,
    bytes: { readonly port: number; readonly stop: () => Promise<void> },
  ) {
    this.#plane = plane
    this.#folder = folder
    this.#nodeId = nodeId
    this.#port = bytes.port
    this.#stopServer = bytes.stop
  }

  /** @param agent folder of the stock agent; the built-in one shares this machine's network */
  static async start(folder: string, agent: string | undefined): Promise<Host> {
    const machines = agent ? ['--machines', 'namespace', '--agent', agent] : ['--machines', 'process']
    const flags = ['up', '--data', folder, '--port', '0', '--tls-port', '0', '--demo', ...machines]
    const plane = await startServer('dist/hostler.mjs', flags)
    const nodeId = await connectedNode(folder)
    const bytes = agent ? await serveOnHost(folder, nodeId) : await serveHere()
    return new Host(plane, folder, nodeId, bytes)
  }

  forward(plugin: string | undefined): Promise<RunningForward> {
    return plugin ? this.#forwardByPlugin(plugin) : this.#forwardByHostler()
  }

  async stop(): Promise<void> {
    await this.#stopServer()
    await this.#plane.stop()
  }

  async #forwardByHostler(): Promise<RunningForward> {
    const child = hostler(this.#folder, ['forward', '--json', this.#nodeId, `0:localhost:${this.#port}`])
    const port = Number(await said(child, /"event":"listening".*"port":(\d+)/))
    return { port, stop: () => end(child) }
  }

  /** As the AWS CLI starts it. */
  async #forwardByPlugin(plugin: string): Promise<RunningForward> {
    const { url, region } = planeFile(this.#folder)
    const client = new SSMClient({ endpoint: url, region, credentials: credentials(this.#folder) })
    const request = {
      Target: this.#nodeId,
      DocumentName: 'AWS-StartPortForwardingSession',
      Parameters: { portNumber: [String(this.#port)], localPortNumber: ['0'] },
    }
    const { SessionId, StreamUrl, TokenValue } = await client.send(new StartSessionCommand(request))
    client.destroy()
    const session = JSON.stringify({ SessionId, StreamUrl, TokenValue })
    const args = [session, region, 'StartSession', '', JSON.stringify(request), url]
    const child = spawn(plugin, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const port = Number(await said(child, /Port (\d+) opened/))
    return { port, stop: () => end(child) }
  }
}

async function serveHere() {
  const server = await startByteServer()
  return { port: server.port, stop: () => Promise.resolve(server.close()) }
}

async function serveOnHost(folder: string, nodeId: string) {
  const child = hostler(folder, ['shell', nodeId, '--no-tty', '--command', byteServerInPerl(perlPort)])
  await said(child, /(ready)/)
  return { port: perlPort, stop: () => end(child) }
}

function hostler(folder: string, args: readonly string[]): ChildProcess {
  const env = {
    ...process.env,
    AWS_CONFIG_FILE: join(folder, 'aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws/credentials'),
    AWS_PROFILE: 'hostler',
  }
  return spawn(process.execPath, [bundle, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

async function connectedNode(folder: string): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    const child = hostler(folder, ['nodes', '--json'])
    let text = ''
    child.stdout!.on('data', (bytes: Buffer) => (text += bytes.toString()))
    await once(child, 'close')
    const nodes = text === '' ? [] : (JSON.parse(text) as { InstanceId: string; PingStatus: string }[])
    const [node] = nodes.filter(({ PingStatus }) => PingStatus === 'Online')
    // Its channel opens a moment after its first ping.
    await new Promise(resolve => setTimeout(resolve, 1000))
    if (node) return node.InstanceId
  }
  throw new Error('no host came online within a minute')
}

function planeFile(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'plane.json'), 'utf8')) as { url: string; region: string }
}

function credentials(folder: string) {
  const text = readFileSync(join(folder, 'aws/credentials'), 'utf8')
  const find = (name: string) => new RegExp(`${name}\\s*=\\s*(\\S+)`).exec(text)![1]!
  return { accessKeyId: find('aws_access_key_id'), secretAccessKey: find('aws_secret_access_key') }
}

/** What a program says that fits, its first group. */
async function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (bytes: Buffer) => {
      text += bytes.toString()
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => reject(new Error(`a program ended before it said ${pattern}: ${text}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'close')
  child.kill('SIGINT')
  await ended
}
