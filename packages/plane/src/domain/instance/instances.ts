// Instances: launches, state transitions, profiles and metadata options. The records change at once; the machines
// behind them follow.
import type { Clock } from '../basics/clock.ts'
import { DomainError } from '../basics/errors.ts'
import { newResourceId } from '../basics/ids.ts'
import type { ActionContext, Scope } from '../basics/scope.ts'
import type { Storage } from '../storage.ts'
import type { Instance, InstanceState, MetadataOptions, ProfileAssociation } from './instance.ts'
import { createInstanceRecords } from './instance-records.ts'
import { type Launch, launch } from './launch.ts'
import type { MachineFleet } from './machine-fleet.ts'
import { createMachineWork, type MachineLog } from './machine-work.ts'

/** One instance before and after a call. */
export interface Transition {
  readonly before: Instance
  readonly after: Instance
}

export interface Instances {
  find(scope: Scope, id: string): Promise<Instance | undefined>
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

export function createInstances(
  storage: Storage,
  fleet: MachineFleet,
  { clock, log }: { clock: Clock; log: MachineLog },
): Instances {
  const records = createInstanceRecords(storage)
  const promisedAddresses = new Set<string>()
  const goneListeners: ((instance: Instance) => Promise<void>)[] = []
  const work = createMachineWork({
    records,
    fleet,
    clock,
    log,
    async onTerminated(instance) {
      for (const listener of goneListeners) await listener(instance)
    },
  })

  /** Moves instances that are in one of `from` to `to`; those already there or on their way stay as they are. */
  async function move(
    context: ActionContext,
    ids: readonly string[],
    from: readonly InstanceState[],
    to: InstanceState,
    settled: readonly InstanceState[],
  ): Promise<readonly Transition[]> {
    const before = await Promise.all(ids.map(id => records.get(context, id)))
    const wrong = before.find(({ state }) => !from.includes(state) && !settled.includes(state))
    if (wrong) throw new DomainError('instance-state', 'conflict', wrong.id, { message: wrong.state })
    const stateReason = to === 'pending' ? '' : `User initiated (${timestampOf(context.now)})`
    const transitions = before.map(instance => {
      const after = from.includes(instance.state) ? { ...instance, state: to, stateReason } : instance
      return {
        before: instance,
        after: to === 'pending' && after !== instance ? { ...after, launchedAt: context.now } : after,
      }
    })
    const moved = transitions.filter(({ before: b, after }) => b !== after).map(({ after }) => after)
    if (moved.length > 0) await records.put(moved)
    for (const instance of moved) work.begin(instance)
    return transitions
  }

  async function change(context: Scope, id: string, changed: Partial<Instance>): Promise<Instance> {
    const instance = { ...(await records.get(context, id)), ...changed }
    if (instance.state === 'terminated')
      throw new DomainError('instance-state', 'conflict', id, { message: 'terminated' })
    await records.put([instance])
    return instance
  }

  async function getAssociated(context: Scope, associationId: string): Promise<Instance> {
    const found = (await records.list(context)).find(
      ({ profileAssociation }) => profileAssociation?.id === associationId,
    )
    if (!found) throw new DomainError('profile-association', 'not-found', associationId)
    return found
  }

  function newAssociation({ now }: ActionContext, profileId: string): ProfileAssociation {
    return { id: newResourceId('iip-assoc'), profileId, since: now }
  }

  return {
    find: records.find,
    list: records.list,
    async run(context, request) {
      const { instances, isNew } = await launch(context, request, records, promisedAddresses)
      if (isNew) for (const instance of instances) work.begin(instance)
      return instances
    },
    start: (context, ids) => move(context, ids, ['stopped'], 'pending', ['pending', 'running']),
    stop: (context, ids) => move(context, ids, ['running', 'pending'], 'stopping', ['stopping', 'stopped']),
    async reboot(context, ids) {
      const instances = await Promise.all(ids.map(id => records.get(context, id)))
      const wrong = instances.find(({ state }) => state !== 'running')
      if (wrong) throw new DomainError('instance-state', 'conflict', wrong.id, { message: wrong.state })
      for (const instance of instances) work.reboot(instance)
    },
    async terminate(context, ids) {
      for (const id of ids) {
        const { terminationProtected, state } = await records.get(context, id)
        if (terminationProtected && state !== 'terminated') throw new DomainError('termination', 'denied', id)
      }
      const living = ['pending', 'running', 'stopping', 'stopped'] as const
      return move(context, ids, living, 'shutting-down', ['shutting-down', 'terminated'])
    },
    async modifyMetadataOptions(context, id, changed) {
      const { metadataOptions } = await records.get(context, id)
      return change(context, id, { metadataOptions: { ...metadataOptions, ...changed } })
    },
    async associateProfile(context, id, profileId) {
      const { profileAssociation } = await records.get(context, id)
      if (profileAssociation) throw new DomainError('profile-association', 'already-exists', profileAssociation.id)
      return change(context, id, { profileAssociation: newAssociation(context, profileId) })
    },
    async disassociateProfile(context, associationId) {
      const before = await getAssociated(context, associationId)
      return { before, after: await change(context, before.id, { profileAssociation: undefined }) }
    },
    async replaceProfile(context, associationId, profileId) {
      const { id } = await getAssociated(context, associationId)
      return change(context, id, { profileAssociation: newAssociation(context, profileId) })
    },
    onGone: listener => void goneListeners.push(listener),
    async resume() {
      for (const instance of await records.listAll()) {
        // A machine that should run is started again or taken over: either way the instance is pending until then.
        const resumed: Instance = instance.state === 'running' ? { ...instance, state: 'pending' } : instance
        if (resumed !== instance) await records.put([resumed])
        work.begin(resumed)
      }
    },
    async purge() {
      const limit = clock.now().getTime() - terminatedListedForMs
      const old = (await records.listAll()).filter(({ terminatedAt }) => terminatedAt && terminatedAt.getTime() < limit)
      if (old.length > 0) await records.remove(old)
    },
    idle: work.idle,
  }
}

/** As EC2 prints it: `2026-11-22 01:00:00 GMT`. */
function timestampOf(now: Date): string {
  return `${now.toISOString().slice(0, 19).replace('T', ' ')} GMT`
}
