// Instances: launches, state transitions, profiles and metadata options. The records change at once; the machines
// behind them follow.
import type { Clock } from '../basics/clock.ts'
import { DomainError } from '../basics/errors.ts'
import { newResourceId } from '../basics/ids.ts'
import { takingTurns } from '../basics/taking-turns.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import type { Instance, InstanceState, MetadataOptions, ProfileAssociation } from './instance.ts'
import { createInstanceRecords, type Transition } from './instance-records.ts'
import { type Launch, launch } from './launch.ts'
import type { MachineFleet } from './machine-fleet.ts'
import { createMachineWork, type MachineLog } from './machine-work.ts'

export interface Instances {
  find(scope: Scope, id: string): Promise<Instance | undefined>
  /** Resolves to a `find` that does not wait: for callers with many ids. */
  finder(): Promise<(scope: Scope, id: string) => Instance | undefined>
  /** Sorted by id, terminated ones for an hour. */
  list(scope: Scope): Promise<readonly Instance[]>
  /** See {@link launch}. */
  run(context: ActionContext, request: Launch): Promise<readonly Instance[]>
  /** These throw `instance.not-found`, `instance-state.conflict`; nothing changes then. */
  start(context: ActionContext, ids: readonly string[]): Promise<readonly Transition[]>
  stop(context: ActionContext, ids: readonly string[]): Promise<readonly Transition[]>
  reboot(context: ActionContext, ids: readonly string[]): Promise<void>
  /** Also throws `termination.denied` for a protected instance. */
  terminate(context: ActionContext, ids: readonly string[]): Promise<readonly Transition[]>
  modifyMetadataOptions(context: ActionContext, id: string, change: Partial<MetadataOptions>): Promise<Instance>
  /** Throws `profile-association.already-exists` when the instance has a profile. */
  associateProfile(context: ActionContext, id: string, profileId: string): Promise<Instance>
  /** Throws `profile-association.not-found`. */
  disassociateProfile(context: ActionContext, associationId: string): Promise<Transition>
  replaceProfile(context: ActionContext, associationId: string, profileId: string): Promise<Instance>
  /** Told when an instance is no more. */
  onGone(listener: (instance: Instance) => Promise<void>): void
  /** At the plane's start: takes machines up where the last run left them. */
  resume(): Promise<void>
  /** Forgets instances that were terminated an hour ago. */
  purge(): Promise<void>
  /** Resolves when no machine is being started, stopped or ended. */
  idle(): Promise<void>
}

const terminatedListedForMs = 3_600_000

/** A state to bring instances to. */
interface Move {
  readonly from: readonly InstanceState[]
  readonly to: InstanceState
  /** Those already there or on their way stay as they are. */
  readonly settled: readonly InstanceState[]
}

const start: Move = { from: ['stopped'], to: 'pending', settled: ['pending', 'running'] }
const stop: Move = { from: ['running', 'pending'], to: 'stopping', settled: ['stopping', 'stopped'] }
const terminate: Move = {
  from: ['pending', 'running', 'stopping', 'stopped'],
  to: 'shutting-down',
  settled: ['shutting-down', 'terminated'],
}

export function createInstances(
  storage: Storage,
  fleet: MachineFleet,
  { clock, log }: { clock: Clock; log: MachineLog },
): Instances {
  const records = createInstanceRecords(storage)
  // Launches look at what is there before they add to it: one at a time, or two take one address, or one token twice.
  const inTurn = takingTurns()
  const goneListeners: ((instance: Instance) => Promise<void>)[] = []
  const work = createMachineWork({
    records,
    fleet,
    clock,
    log,
    onTerminated: tellGone,
  })

  async function tellGone(instance: Instance): Promise<void> {
    for (const listener of goneListeners) await listener(instance)
  }

  async function move(
    context: ActionContext,
    ids: readonly string[],
    { from, to, settled }: Move,
    check: (instance: Instance) => void = () => {},
  ): Promise<readonly Transition[]> {
    const transitions = await records.change(context, ids, before => {
      check(before)
      if (settled.includes(before.state)) return before
      if (!from.includes(before.state)) throw wrongState(before)
      return to === 'pending'
        ? { ...before, state: to, stateReason: '', launchedAt: context.now }
        : { ...before, state: to, stateReason: `User initiated (${timestampOf(context.now)})` }
    })
    // For those that were on their way already it is asked again: what failed then may work now.
    for (const { after } of transitions) work.begin(after)
    return transitions
  }

  async function changeOne(context: Scope, id: string, change: (before: Instance) => Instance): Promise<Transition> {
    const [transition] = await records.change(context, [id], before => {
      if (before.state === 'shutting-down' || before.state === 'terminated') throw wrongState(before)
      return change(before)
    })
    return transition!
  }

  /** Changes the instance that has the association. */
  async function changeAssociated(
    context: Scope,
    associationId: string,
    profileAssociation: ProfileAssociation | undefined,
  ): Promise<Transition> {
    const has = (instance: Instance) => instance.profileAssociation?.id === associationId
    const found = (await records.list(context)).find(has)
    if (!found) throw new DomainError('profile-association', 'not-found', associationId)
    return changeOne(context, found.id, before => {
      if (!has(before)) throw new DomainError('profile-association', 'not-found', associationId)
      return { ...before, profileAssociation }
    })
  }

  async function resumeOne(instance: Instance): Promise<void> {
    // A plane that was killed between writing this state and telling of it tells now.
    if (instance.state === 'terminated') return tellGone(instance)
    // A machine that should run is started again or taken over: either way the instance is pending until then.
    const [resumed] = await records.change(instance, [instance.id], before =>
      before.state === 'running' ? { ...before, state: 'pending' } : before,
    )
    work.resume(resumed!.after)
  }

  function newAssociation({ now }: ActionContext, profileId: string): ProfileAssociation {
    return { id: newResourceId('iip-assoc'), profileId, since: now }
  }

  return {
    find: records.find,
    finder: records.finder,
    list: records.list,
    async run(context, request) {
      const { instances, isNew } = await inTurn(() => launch(context, request, records))
      if (isNew) for (const instance of instances) work.begin(instance)
      return instances
    },
    start: (context, ids) => move(context, ids, start),
    stop: (context, ids) => move(context, ids, stop),
    async reboot(context, ids) {
      const instances = await Promise.all(ids.map(id => records.get(context, id)))
      const wrong = instances.find(({ state }) => state !== 'running')
      if (wrong) throw wrongState(wrong)
      for (const instance of instances) work.reboot(instance)
    },
    terminate: (context, ids) => move(context, ids, terminate, checkProtection),
    async modifyMetadataOptions(context, id, changed) {
      const { after } = await changeOne(context, id, before => ({
        ...before,
        metadataOptions: { ...before.metadataOptions, ...changed },
      }))
      return after
    },
    async associateProfile(context, id, profileId) {
      const profileAssociation = newAssociation(context, profileId)
      const { after } = await changeOne(context, id, before => {
        if (before.profileAssociation) throw new DomainError('profile-association', 'already-exists', id)
        return { ...before, profileAssociation }
      })
      return after
    },
    disassociateProfile: (context, associationId) => changeAssociated(context, associationId, undefined),
    async replaceProfile(context, associationId, profileId) {
      return (await changeAssociated(context, associationId, newAssociation(context, profileId))).after
    },
    onGone: listener => void goneListeners.push(listener),
    async resume() {
      await Promise.all((await records.listAll()).map(resumeOne))
    },
    async purge() {
      const limit = clock.now().getTime() - terminatedListedForMs
      const old = (await records.listAll()).filter(({ terminatedAt }) => terminatedAt && terminatedAt.getTime() < limit)
      if (old.length > 0) await records.remove(old)
    },
    idle: work.idle,
  }
}

function wrongState({ id, state }: Instance): DomainError {
  return new DomainError('instance-state', 'conflict', id, { message: state })
}

function checkProtection({ id, state, terminationProtected }: Instance): void {
  if (terminationProtected && state !== 'terminated') throw new DomainError('termination', 'denied', id)
}

/** As EC2 prints it: `2026-11-22 01:00:00 GMT`. */
function timestampOf(now: Date): string {
  return `${now.toISOString().slice(0, 19).replace('T', ' ')} GMT`
}
