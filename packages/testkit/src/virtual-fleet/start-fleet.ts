// Thousands of virtual hosts in one process, each with the agent's own words on the wire, and with faults by choice.
import { createHash } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { parseAgentConfig } from '@hostler/agent/config/agent-config'
import { resolveEndpoints } from '@hostler/agent/config/endpoints'
import type { Timing } from '@hostler/agent/config/timing'
import { createKeyPair, type KeyPair } from '@hostler/agent/identity/key-pair'
import { type Clock, systemClock } from '@hostler/agent/runtime/clock'
import { nodeTransport } from '@hostler/agent/runtime/http'
import { createLog, type Log } from '@hostler/agent/runtime/log'
import { socketOpener } from '@hostler/agent/runtime/socket'
import { drawFaults, type FaultShares, type FaultSizes, seededRandom, seedOf, usualSizes } from './faults.ts'
import { type Activation, type HostEvent, VirtualHost } from './virtual-host.ts'
import { type AnswerLine, virtualWork } from './virtual-shell.ts'

export interface FleetOptions {
  /** `https://host:port`: the message gateway speaks TLS alone. */
  readonly endpoint: string
  readonly region: string
  /** Authorities of the endpoint's certificate, PEM; those of the system where there is none. */
  readonly ca?: string
  readonly count: number
  /** The activation of the host at this place; one is good for 1,000 hosts. */
  readonly activation: (index: number) => Activation
  readonly seed?: number
  readonly faults?: FaultShares
  readonly faultSizes?: Partial<FaultSizes>
  /** What each line of a session is answered. */
  readonly answer?: AnswerLine
  readonly namePrefix?: string
  /** Hosts that register at the same time. */
  readonly concurrency?: number
  readonly clock?: Clock
  /** The agent's waits, where they are to be others. */
  readonly timing?: Partial<Timing>
  readonly happened?: (host: VirtualHost, event: HostEvent) => void
  readonly log?: Log
}

export interface Fleet {
  readonly hosts: readonly VirtualHost[]
  /** How many hosts are registered, and connected now, and how often each event happened. */
  counts(): FleetCounts
  /** Ends every host; resolves when nothing of them is left. */
  stop(): Promise<void>
}

export interface FleetCounts {
  readonly registered: number
  readonly connected: number
  readonly events: Readonly<Record<string, number>>
}

/** Making a pair takes a tenth of a second; nobody minds if hosts share some. */
const keyPairs = 4

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { endpoint, region, ca, count, seed = 1, faults = {}, clock = systemClock, concurrency = 50 } = options
  const sizes = { ...usualSizes, ...options.faultSizes }
  const service = { Endpoint: endpoint }
  const sections = { Ssm: service, Mds: service, Mgs: service, Hostler: { Timing: options.timing ?? {} } }
  const config = parseAgentConfig(JSON.stringify(sections))
  const endpoints = resolveEndpoints(config, region)
  const secure = createSecureContext(ca === undefined ? {} : { ca })
  const trust = { secureContext: () => secure }
  const keys: KeyPair[] = await Promise.all(Array.from({ length: Math.min(keyPairs, count) }, () => createKeyPair()))
  const events: Record<string, number> = {}
  const turn = takeTurns(concurrency)
  const log = options.log ?? createLog(() => {}, clock)
  const shared = { http: nodeTransport(trust), openSocket: socketOpener(trust), clock, log }
  const startWork = virtualWork(options.answer)

  const hosts = Array.from({ length: count }, (_, index): VirtualHost => {
    const random = seededRandom(seedOf(seed, index))
    const faultRandom = seededRandom(seedOf(seed, count + index))
    const host: VirtualHost = new VirtualHost({
      name: `${options.namePrefix ?? 'virtual'}-${index}`,
      address: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
      fingerprint: fingerprintOf(seed, index),
      activation: options.activation(index),
      region,
      keys: keys[index % keys.length]!,
      config,
      endpoints,
      faults: drawFaults(random, faults, sizes),
      faultRandom,
      peers: { ...shared, random },
      startWork,
      happened(event) {
        events[event] = (events[event] ?? 0) + 1
        options.happened?.(host, event)
      },
      turn,
    })
    return host
  })
  // One each: a signal looks through all of its listeners for every one that it gets, and a host has dozens.
  const running = hosts.map(host => {
    const stopping = new AbortController()
    return { stopping, over: keepRunning(host, clock, log, stopping.signal) }
  })
  return {
    hosts,
    counts: () => ({
      registered: hosts.filter(({ nodeId }) => nodeId !== undefined).length,
      connected: hosts.filter(({ isConnected }) => isConnected).length,
      events: { ...events },
    }),
    async stop() {
      for (const { stopping } of running) stopping.abort(new Error('the fleet stops'))
      await Promise.all(running.map(({ over }) => over))
    },
  }
}

const surprisePauseMs = 5_000

/** A host that fails for a reason that nobody thought of starts anew, like an agent under its supervisor. */
async function keepRunning(host: VirtualHost, clock: Clock, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await host.run(signal)
    } catch (error) {
      if (signal.aborted) return
      log.error(`${host.name}: ${(error as Error).stack}`)
      await clock.sleep(surprisePauseMs, 'surprise', signal).catch(() => {})
    }
  }
}

/** Runs so many works at a time, the others in the order in which they came. */
function takeTurns(most: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let busy = 0
  const waiting: (() => void)[] = []
  return async work => {
    if (busy >= most) await new Promise<void>(resolve => waiting.push(resolve))
    else busy++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else busy--
    }
  }
}

/** A UUID; registering anew with the same seed is the same host, as after a reboot. */
function fingerprintOf(seed: number, index: number): string {
  const hex = createHash('sha256').update(`${seed}/${index}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
