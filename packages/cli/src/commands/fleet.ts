// `hostler fleet`: virtual hosts on a plane of one's own, for who tests what manages hosts.
import { CreateActivationCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { type FaultName, faultNames } from '@hostler/testkit/virtual-fleet/faults'
import { type Fleet, startFleet } from '@hostler/testkit/virtual-fleet/start-fleet'
import type { Activation, HostEvent, VirtualHost } from '@hostler/testkit/virtual-fleet/virtual-host'
import type { Clients } from '../aws/clients.ts'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import { isForPeople, print } from '../output/terminal.ts'
import { onEndingSignal } from '../session/session-signals.ts'
import { ensureRole, tagsOf, wholeNumber } from './enroll/enroll.ts'
import { findPlane } from './enroll/find-plane.ts'
import { keepFromAws, refuseAws } from './fleet/own-plane-only.ts'
import { removeFleet } from './fleet/remove-fleet.ts'

export interface FleetCommandOptions {
  readonly count?: string
  readonly seed?: string
  /** `name=share` each. */
  readonly fault?: readonly string[]
  readonly namePrefix?: string
  readonly tags?: string
  readonly tlsUrl?: string
  readonly ca?: string
  /** Leaves the nodes when it ends. */
  readonly keep?: boolean
  readonly json?: boolean
}

/** As AWS has it. */
const hostsPerActivation = 1000
const reportEveryMs = 1000

/** Runs until a signal ends it; then its nodes are gone from the plane, unless they are to be kept. */
export async function fleet(clients: Clients, options: FleetCommandOptions): Promise<void> {
  const { namePrefix, json = false, keep = false } = options
  const count = wholeNumber('--count', options.count) ?? 10
  const seed = wholeNumber('--seed', options.seed) ?? 1
  const faults = Object.fromEntries((options.fault ?? []).map(readFault))
  const tags = tagsOf(options.tags)
  const ssm = await clients.ssm()
  const { tlsUrl, authorities } = await findPlane(ssm, options)
  refuseAws(new URL(tlsUrl).hostname)
  for (const client of [ssm, await clients.iam()]) keepFromAws(client)
  const hosts = {
    endpoint: tlsUrl,
    ...(authorities !== '' && { ca: authorities }),
    region: await ssm.config.region(),
    count,
    seed,
    faults,
    ...(namePrefix !== undefined && { namePrefix }),
  }
  const role = await ensureRole(clients)
  // Whoever ends it while it begins wants nothing left either.
  const ended = toldToEnd()
  const activations: Activation[] = []
  let started: Fleet | undefined
  try {
    for await (const activation of activate(ssm, role, count, tags)) activations.push(activation)
    started = await startFleet({ ...hosts, activation: activationOf(activations), ...(json && { happened: tell }) })
    const stopShowing = json ? () => {} : show(started)
    await ended
    stopShowing()
  } finally {
    await started?.stop()
    const nodes = keep ? [] : nodesOf(started)
    await removeFleet(ssm, { activations: activations.map(({ id }) => id), nodes })
  }
}

const activationOf = (activations: readonly Activation[]) => (index: number) =>
  activations[Math.floor(index / hostsPerActivation)]!

const nodesOf = (ended: Fleet | undefined): string[] =>
  (ended?.hosts ?? []).flatMap(({ nodeId }) => (nodeId === undefined ? [] : [nodeId]))

function tell({ name, nodeId }: VirtualHost, event: HostEvent): void {
  print(JSON.stringify({ at: new Date(), host: name, node: nodeId, event }))
}

async function* activate(
  ssm: SSMClient,
  IamRole: string,
  count: number,
  Tags: ReturnType<typeof tagsOf>,
): AsyncGenerator<Activation> {
  for (let left = count; left > 0; left -= hostsPerActivation) {
    const RegistrationLimit = Math.min(hostsPerActivation, left)
    const input = { IamRole, RegistrationLimit, Description: 'hostler fleet', Tags }
    const { ActivationId, ActivationCode } = await ssm.send(new CreateActivationCommand(input))
    yield { id: ActivationId!, code: ActivationCode! }
  }
}

/** `drop=0.1`: a tenth of the hosts. */
function readFault(text: string): [FaultName, number] {
  const [name, share] = text.split('=')
  const known = faultNames.find(fault => fault === name)
  const part = Number(share)
  if (known === undefined || !share || !(part >= 0 && part <= 1)) {
    throw new CommandError(
      `--fault takes ${faultNames.join('|')} and a share of 0 to 1, not '${text}'`,
      exitCodes.usage,
    )
  }
  return [known, part]
}

/** A line on a terminal that is written over again; elsewhere a line whenever something has changed. */
function show(fleetShown: Fleet): () => void {
  let before = ''
  const write = () => {
    const { registered, connected, events } = fleetShown.counts()
    const refused = Object.entries(events).filter(([event]) => event.startsWith('refused:'))
    const sessions = (events['session-opened'] ?? 0) - (events['session-closed'] ?? 0)
    const parts = [
      `${registered} of ${fleetShown.hosts.length} hosts registered`,
      `${connected} connected`,
      `${sessions} in sessions`,
      ...refused.map(([event, times]) => `${event.slice('refused:'.length)} ${times}x`),
    ]
    const line = parts.join(', ')
    if (line === before) return
    before = line
    process.stdout.write(isForPeople() ? `\r\u001b[K${line}` : `${line}\n`)
  }
  const timer = setInterval(write, reportEveryMs)
  return () => {
    clearInterval(timer)
    write()
    if (isForPeople()) process.stdout.write('\n')
  }
}

/** By a signal, or because nobody reads what it prints any more. */
function toldToEnd(): Promise<void> {
  return new Promise(resolve => {
    onEndingSignal(resolve)
    process.stdout.on('error', () => resolve())
  })
}
