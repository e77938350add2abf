// `hostler fleet`: virtual hosts on a plane of one's own, for who tests what manages hosts.
import {
  CreateActivationCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm'
import { type FaultName, faultNames } from '@hostler/testkit/virtual-fleet/faults'
import { type Fleet, startFleet } from '@hostler/testkit/virtual-fleet/start-fleet'
import type { Activation } from '@hostler/testkit/virtual-fleet/virtual-host'
import type { Clients } from '../aws/clients.ts'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import { isForPeople, print } from '../output/terminal.ts'
import { ensureRole, tagsOf, wholeNumber } from './enroll/enroll.ts'
import { findPlane } from './enroll/find-plane.ts'

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
const endsAtOnce = 20

/** Runs until a signal ends it; then its nodes are gone from the plane, unless they are to be kept. */
export async function fleet(clients: Clients, options: FleetCommandOptions): Promise<void> {
  const count = wholeNumber('--count', options.count) ?? 10
  const seed = wholeNumber('--seed', options.seed) ?? 1
  const faults = Object.fromEntries((options.fault ?? []).map(readFault))
  const ssm = await clients.ssm()
  const plane = await findPlane(ssm, options)
  refuseAws(plane.tlsUrl)
  const region = await ssm.config.region()
  const activations = await activate(ssm, await ensureRole(clients), count, tagsOf(options.tags))
  const { json = false, namePrefix } = options
  const started = await startFleet({
    endpoint: plane.tlsUrl,
    ...(plane.authorities !== '' && { ca: plane.authorities }),
    region,
    count,
    seed,
    faults,
    ...(namePrefix !== undefined && { namePrefix }),
    activation: index => activations[Math.floor(index / hostsPerActivation)]!,
    happened: (host, event) =>
      json && print(JSON.stringify({ at: new Date(), host: host.name, node: host.nodeId, event })),
  })
  const stopShowing = json ? () => {} : show(started)
  await signalled()
  stopShowing()
  await started.stop()
  await cleanUp(ssm, started, activations, options.keep ?? false)
}

async function activate(ssm: SSMClient, IamRole: string, count: number, Tags: ReturnType<typeof tagsOf>) {
  const needed = Math.ceil(count / hostsPerActivation)
  const activations: Activation[] = []
  while (activations.length < needed) {
    const RegistrationLimit = Math.min(hostsPerActivation, count - activations.length * hostsPerActivation)
    const input = { IamRole, RegistrationLimit, Description: 'hostler fleet', Tags }
    const { ActivationId, ActivationCode } = await ssm.send(new CreateActivationCommand(input))
    activations.push({ id: ActivationId!, code: ActivationCode! })
  }
  return activations
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

function refuseAws(url: string): void {
  if (!/\.amazonaws\.com(\.cn)?$|\.amazonaws\.eu$/.test(new URL(url).hostname)) return
  throw new CommandError(
    'Virtual hosts are for a plane of your own; AWS would charge for each of them.',
    exitCodes.usage,
  )
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

async function cleanUp(ssm: SSMClient, ended: Fleet, activations: readonly Activation[], keep: boolean): Promise<void> {
  for (const { id } of activations) await ssm.send(new DeleteActivationCommand({ ActivationId: id }))
  if (keep) return
  const left = ended.hosts.flatMap(({ nodeId }) => (nodeId === undefined ? [] : [nodeId])).values()
  await Promise.all(
    Array.from({ length: endsAtOnce }, async () => {
      for (const InstanceId of left) await ssm.send(new DeregisterManagedInstanceCommand({ InstanceId }))
    }),
  )
}

function signalled(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
