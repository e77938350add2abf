// Many hosts at once: memory of idle control channels over TLS, shells that many people type in, and the return of all
// hosts after the plane was killed. The hosts are virtual and share this process, which costs as much as the plane.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateActivationCommand, SSMClient, StartSessionCommand } from '@aws-sdk/client-ssm'
import { openDataChannel } from '@hostler/cli/session/data-channel'
import { type Clock, systemClock } from '@hostler/agent/runtime/clock'
import { type Fleet, startFleet } from '@hostler/testkit/virtual-fleet/start-fleet'
import type { Activation } from '@hostler/testkit/virtual-fleet/virtual-host'
import { startServer } from '../server-process.ts'

export interface LoadEffort {
  readonly hosts: number
  readonly shells: number
  /** Agents poll for messages in their first minute. */
  readonly settleSeconds: number
  readonly typingSeconds: number
}

export interface LoadResults {
  readonly hosts: number
  readonly joinSeconds: number
  readonly memoryMib: number | undefined
  /** Above that of a plane without hosts. */
  readonly kibPerHost: number | undefined
  readonly shells: number
  readonly keystrokes: number
  readonly echoP50Ms: number
  readonly echoP99Ms: number
  readonly stormSeconds: number
  /** Hosts back so many seconds after the plane was ready. */
  readonly backAfter: readonly { readonly seconds: number; readonly hosts: number }[]
  /** The longest pause that a host made before it tried again. */
  readonly longestPauseSeconds: number
}

const hostsPerActivation = 1000
const region = 'us-east-1'
const boundSeconds = 900

export async function measureLoad(folder: string, effort: LoadEffort): Promise<LoadResults> {
  const flags = ['up', '--data', folder, '--machines', 'none', '--no-demo']
  let plane = await startServer('dist/hostler.mjs', [...flags, '--port', '0', '--tls-port', '0'])
  const emptyMib = plane.memoryMib()
  const pauses = { longestMs: 0 }
  const begun = performance.now()
  const fleet = await joinAll(folder, effort.hosts, pauses)
  try {
    await until(() => fleet.counts().connected === effort.hosts)
    const joinSeconds = (performance.now() - begun) / 1000
    await sleep(effort.settleSeconds * 1000)
    const memoryMib = plane.memoryMib()
    const echoes = await typeInShells(folder, fleet, effort)
    pauses.longestMs = 0
    const { url, tlsUrl } = planeFile(folder)
    await plane.stop('SIGKILL')
    const ports = ['--port', new URL(url).port, '--tls-port', new URL(tlsUrl).port]
    plane = await startServer('dist/hostler.mjs', [...flags, ...ports])
    const { seconds, backAfter } = await watchReturn(fleet)
    return {
      hosts: effort.hosts,
      joinSeconds,
      memoryMib,
      kibPerHost: memoryMib && emptyMib && ((memoryMib - emptyMib) * 1024) / effort.hosts,
      shells: effort.shells,
      keystrokes: echoes.length,
      echoP50Ms: at(echoes, 0.5),
      echoP99Ms: at(echoes, 0.99),
      stormSeconds: seconds,
      backAfter,
      longestPauseSeconds: pauses.longestMs / 1000,
    }
  } finally {
    await fleet.stop()
    await plane.stop()
  }
}

async function joinAll(folder: string, count: number, pauses: { longestMs: number }): Promise<Fleet> {
  const ssm = new SSMClient(clientConfig(folder))
  const IamRole = await makeRole(folder)
  const activations: Activation[] = []
  for (let left = count; left > 0; left -= hostsPerActivation) {
    const RegistrationLimit = Math.min(left, hostsPerActivation)
    const made = await ssm.send(new CreateActivationCommand({ IamRole, RegistrationLimit }))
    activations.push({ id: made.ActivationId!, code: made.ActivationCode! })
  }
  ssm.destroy()
  const clock: Clock = {
    now: systemClock.now,
    sleep(durationMs, purpose, signal) {
      if (purpose === 'control channel retry') pauses.longestMs = Math.max(pauses.longestMs, durationMs)
      return systemClock.sleep(durationMs, purpose, signal)
    },
  }
  const { tlsUrl, caFile } = planeFile(folder)
  return startFleet({
    endpoint: tlsUrl,
    ca: readFileSync(caFile, 'utf8'),
    region,
    count,
    clock,
    activation: index => activations[Math.floor(index / hostsPerActivation)]!,
  })
}

async function makeRole(folder: string): Promise<string> {
  const iam = new IAMClient(clientConfig(folder))
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' }]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await iam.send(new CreateRoleCommand({ RoleName: 'Virtual', AssumeRolePolicyDocument }))
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'Virtual', PolicyArn }))
  iam.destroy()
  return 'Virtual'
}

/** Everybody types about three keys a second. @returns milliseconds from each key to its echo */
async function typeInShells(folder: string, fleet: Fleet, { shells, typingSeconds }: LoadEffort): Promise<number[]> {
  const ssm = new SSMClient(clientConfig(folder))
  const echoes: number[] = []
  const typists = fleet.hosts.slice(0, shells).values()
  const opened: { type(): void; close(): void }[] = []
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (const { nodeId } of typists) opened.push(await openShell(ssm, nodeId!, echoes))
    }),
  )
  const end = performance.now() + typingSeconds * 1000
  await Promise.all(
    opened.map(async shell => {
      for (;;) {
        await sleep(150 + Math.random() * 350)
        if (performance.now() > end) return
        shell.type()
      }
    }),
  )
  await sleep(1000)
  for (const shell of opened) shell.close()
  ssm.destroy()
  return echoes
}

async function openShell(ssm: SSMClient, Target: string, echoes: number[]) {
  const { StreamUrl, TokenValue } = await ssm.send(new StartSessionCommand({ Target }))
  const ready = Promise.withResolvers<void>()
  let typedAt: number | undefined
  const channel = openDataChannel({
    events: {
      output() {
        if (typedAt !== undefined) echoes.push(performance.now() - typedAt)
        typedAt = undefined
        ready.resolve()
      },
      message() {},
      exitCode() {},
      drained() {},
      connected() {},
      dropped() {},
      closed: output => ready.reject(new Error(`a session ended: ${output}`)),
      unsupported: why => ready.reject(new Error(why)),
    },
  })
  channel.connect(StreamUrl!, TokenValue!)
  await ready.promise
  return {
    type() {
      // A key whose echo has not come yet is waited for.
      if (typedAt !== undefined) return
      typedAt = performance.now()
      channel.send(Buffer.from('k'))
    },
    close: () => channel.close(),
  }
}

async function watchReturn(fleet: Fleet) {
  const begun = performance.now()
  const passed = () => (performance.now() - begun) / 1000
  const backAfter: { seconds: number; hosts: number }[] = []
  // Those whose loss nobody has noticed yet still count.
  await sleep(3000)
  for (;;) {
    const { connected } = fleet.counts()
    backAfter.push({ seconds: Math.round(passed()), hosts: connected })
    if (connected === fleet.hosts.length) return { seconds: passed(), backAfter }
    if (passed() > boundSeconds) throw new Error(`${fleet.hosts.length - connected} hosts did not come back`)
    await sleep(1000)
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let waited = 0; !isTrue(); waited++) {
    if (waited > boundSeconds * 10) throw new Error(`not within ${boundSeconds} s`)
    await sleep(100)
  }
}

const at = (list: number[], part: number) => list.sort((a, b) => a - b)[Math.floor(list.length * part)] ?? Number.NaN

function planeFile(folder: string) {
  const text = readFileSync(join(folder, 'plane.json'), 'utf8')
  return JSON.parse(text) as { url: string; tlsUrl: string; caFile: string }
}

function clientConfig(folder: string) {
  const text = readFileSync(join(folder, 'aws/credentials'), 'utf8')
  const find = (name: string) => new RegExp(`${name}\\s*=\\s*(\\S+)`).exec(text)![1]!
  const credentials = { accessKeyId: find('aws_access_key_id'), secretAccessKey: find('aws_secret_access_key') }
  return { endpoint: planeFile(folder).url, region, credentials }
}
