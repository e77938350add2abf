// Virtual hosts on a plane of its own: what each of their faults looks like from there, on a clock that the test moves.
import { readFileSync } from 'node:fs'
import {
  DescribeInstanceInformationCommand,
  GetConnectionStatusCommand,
  type InstanceInformation,
} from '@aws-sdk/client-ssm'
import type { Clock } from '@hostler/agent/runtime/clock'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import type { FaultShares, FaultSizes } from '@hostler/testkit/virtual-fleet/faults'
import { type Fleet, startFleet } from '@hostler/testkit/virtual-fleet/start-fleet'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ShellClient } from '../e2e/shell-client.ts'
import { activate, makeHybridRole } from '../wire/ssm/hybrid/hybrid-host.ts'

let plane: TestPlane
let fleets: Fleet[]
beforeEach(async () => {
  plane = await startTestPlane()
  await makeHybridRole(plane.admin)
  fleets = []
})
afterEach(async () => {
  const over = new AbortController()
  const stopped = Promise.all(fleets.map(fleet => fleet.stop())).finally(() => over.abort())
  // Sessions take time to end.
  while (!over.signal.aborted) await pass(0.1)
  await stopped
  await plane.close()
})

const patience = { timeout: 20_000, interval: 20 }

/** The plane's clock, as agents see it. */
function agentClock(): Clock {
  return {
    now: () => plane.clock.now(),
    async sleep(durationMs, _purpose, signal) {
      signal.throwIfAborted()
      await plane.clock.sleep(durationMs, signal)
      signal.throwIfAborted()
    },
  }
}

interface Started {
  readonly fleet: Fleet
  /** What happened to each host, in order. */
  readonly happened: Map<string, string[]>
}

async function start(
  faults: FaultShares = {},
  { count = 3, seed = 1, faultSizes = {} }: { count?: number; seed?: number; faultSizes?: Partial<FaultSizes> } = {},
): Promise<Started> {
  const { ActivationId, ActivationCode } = await activate(plane.admin, { RegistrationLimit: count })
  const happened = new Map<string, string[]>()
  const { tlsUrl, caFile } = plane.running.file
  const fleet = await startFleet({
    endpoint: tlsUrl,
    ca: readFileSync(caFile, 'utf8'),
    region: testRegion,
    count,
    seed,
    faults,
    faultSizes,
    clock: agentClock(),
    activation: () => ({ id: ActivationId!, code: ActivationCode! }),
    happened: (host, event) => happened.set(host.name, [...(happened.get(host.name) ?? []), event]),
  })
  fleets.push(fleet)
  return { fleet, happened }
}

const connected = (fleet: Fleet) => expect.poll(() => fleet.counts().connected, patience)

async function nodes(): Promise<InstanceInformation[]> {
  const command = new DescribeInstanceInformationCommand({ MaxResults: 50 })
  return (await plane.admin.ssm.send(command)).InstanceInformationList!
}

const pingStates = async () => (await nodes()).map(({ PingStatus }) => PingStatus)

/** Time goes by, and what it brings is done. */
async function pass(seconds: number): Promise<void> {
  await plane.clock.advance({ seconds })
  await new Promise(resolve => setTimeout(resolve, 20))
}

test('hosts are managed nodes under their names, and have shells', async () => {
  const { fleet } = await start({}, { count: 20 })
  await connected(fleet).toBe(20)
  const names = async () => new Set((await nodes()).map(({ ComputerName }) => ComputerName))
  await expect.poll(names, patience).toEqual(new Set(fleet.hosts.map(({ name }) => name)))
  const client = await ShellClient.start(plane.admin, { Target: fleet.hosts[7]!.nodeId! })
  await expect.poll(() => client.output, patience).toBe('$ ')
  client.type('hello\r')
  await expect.poll(() => client.output, patience).toBe('$ hello\r\nhello\r\n$ ')
  client.type('exit\r')
  await expect.poll(() => client.lastWords, patience).toBe('')
})

test('a host that is late is no node until it comes', async () => {
  const { fleet } = await start({ late: 1 }, { faultSizes: { lateSeconds: 60 } })
  await pass(29)
  expect([fleet.counts().registered, await pingStates()]).toEqual([0, []])
  await pass(32)
  await connected(fleet).toBe(3)
})

test('a host that drops comes back, and is told to start a session all the same', async () => {
  const { fleet } = await start()
  await connected(fleet).toBe(3)
  fleet.hosts[0]!.drop()
  await connected(fleet).toBe(2)
  await expect.poll(() => pass(1).then(() => fleet.counts().connected), patience).toBe(3)
  expect(fleet.counts().events).toMatchObject({ dropped: 1, disconnected: 1, connected: 4 })
  const client = await ShellClient.start(plane.admin, { Target: fleet.hosts[0]!.nodeId! })
  await expect.poll(() => client.output, patience).toBe('$ ')
})

test('a host that loses its role is lost, and found when it has one again', async () => {
  const { fleet } = await start({ role: 1 }, { count: 1, faultSizes: { roleLossSeconds: 2000 } })
  await connected(fleet).toBe(1)
  const states = new Set<string | undefined>()
  for (let passed = 0; passed < 5000; passed += 50) {
    await pass(50)
    states.add((await pingStates())[0])
  }
  expect(states).toEqual(new Set(['Online', 'ConnectionLost']))
  await expect.poll(() => pass(50).then(() => fleet.counts().connected), patience).toBe(1)
  expect(await pingStates()).toEqual(['Online'])
  const { events } = fleet.counts()
  expect(events).toMatchObject({ 'role-lost': 1, 'role-back': 1 })
  expect(Object.keys(events).some(event => event.startsWith('refused:'))).toBe(true)
})

test('a host whose clock is off is registered and refused', async () => {
  const { fleet, happened } = await start({ skew: 1 }, { count: 1 })
  await expect.poll(() => happened.get('virtual-0') ?? [], patience).toContain('registered')
  await expect
    .poll(() => Object.keys(fleet.counts().events), patience)
    .toContainEqual(expect.stringMatching(/^refused:/))
  expect(fleet.counts().connected).toBe(0)
})

test('a session through slow hosts that send in another order shows every byte in its place', async () => {
  const { fleet } = await start({ slow: 1, disorder: 1 }, { count: 1, faultSizes: { slowSeconds: 0.2 } })
  // Its first word on the channel is slow too.
  const status = async () => {
    await pass(0.1)
    const Target = fleet.hosts[0]!.nodeId
    return Target && (await plane.admin.ssm.send(new GetConnectionStatusCommand({ Target }))).Status
  }
  await expect.poll(status, patience).toBe('connected')
  const client = await ShellClient.start(plane.admin, { Target: fleet.hosts[0]!.nodeId! })
  await expect.poll(() => pass(0.1).then(() => client.output), patience).toBe('$ ')
  const line = 'a line that is typed in one go and echoed a byte at a time'
  client.type(`${line}\r`)
  await expect.poll(() => pass(0.1).then(() => client.output), patience).toBe(`$ ${line}\r\n${line}\r\n$ `)
})

test('the same seed has the same faults at the same hosts', async () => {
  const shares = { late: 0.5, drop: 0.5, slow: 0.5 }
  const faults = async (seed: number) => (await start(shares, { count: 30, seed })).fleet.hosts.map(host => host.faults)
  const first = await faults(7)
  expect(await faults(7)).toEqual(first)
  expect(await faults(8)).not.toEqual(first)
})
