// What happens to machines after an instance's state was written: in the background, one thing after the other for
// each instance, and every outcome is written back. A machine that cannot start leaves its instance stopped, with the
// reason.
import type { Clock } from '../basics/clock.ts'
import type { Instance, InstanceState } from './instance.ts'
import type { InstanceRecords } from './instance-records.ts'
import type { MachineFleet } from './machine-fleet.ts'

/** Told of what went wrong with machines. */
export interface MachineLog {
  error(facts: object, message: string): void
}

export interface MachineWork {
  /**
   * Does what the instance's state asks for: `pending` starts it, `stopping` stops it, `shutting-down` ends it. Asking
   * twice does it once.
   */
  begin(instance: Instance): void
  /** The same at the plane's start, when machines may run that the fleet does not know yet. */
  resume(instance: Instance): void
  /** Of a running machine. */
  reboot(instance: Instance): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function createMachineWork(parts: {
  records: InstanceRecords
  fleet: MachineFleet
  clock: Clock
  log: MachineLog
  /** Instances that are no more. */
  onTerminated(instance: Instance): Promise<void>
}): MachineWork {
  const { records, fleet, clock, log } = parts
  const underWay = new Map<string, Promise<void>>()

  function queue(instance: Instance, work: () => Promise<void>): void {
    const before = underWay.get(instance.id) ?? Promise.resolve()
    const now = before
      .then(work)
      .catch((error: unknown) => log.error({ err: error, instance: instance.id }, 'machine work failed'))
    underWay.set(instance.id, now)
    void now.then(() => {
      if (underWay.get(instance.id) === now) underWay.delete(instance.id)
    })
  }

  /** The instance as it is when its turn comes, if it still is in that state: other calls may have changed it. */
  async function findIn(state: InstanceState, { accountId, region, id }: Instance): Promise<Instance | undefined> {
    const instance = await records.find({ accountId, region }, id)
    return instance?.state === state ? instance : undefined
  }

  /** Moves on from `from` only: another call may have changed the state meanwhile. */
  async function settle(instance: Instance, from: InstanceState, changed: Partial<Instance>): Promise<void> {
    await records.change(instance, [instance.id], before =>
      before.state === from ? { ...before, ...changed } : before,
    )
  }

  async function startMachine(
    instance: Instance,
    from: InstanceState,
    how: (instance: Instance) => Promise<void>,
  ): Promise<void> {
    try {
      await how(instance)
    } catch (error) {
      log.error({ err: error, instance: instance.id }, 'a machine could not be started')
      const stateReason = `Server.InternalError: ${(error as Error).message}`
      return settle(instance, from, { state: 'stopped', stateReason })
    }
    await settle(instance, from, { state: 'running' })
  }

  const works = {
    pending: instance => startMachine(instance, 'pending', one => fleet.start(one)),
    running: instance => startMachine(instance, 'running', one => fleet.reboot(one)),
    async stopping(instance) {
      await fleet.stop(instance)
      await settle(instance, 'stopping', { state: 'stopped' })
    },
    async 'shutting-down'(instance) {
      await fleet.terminate(instance)
      await settle(instance, 'shutting-down', { state: 'terminated', terminatedAt: clock.now() })
      await parts.onTerminated(instance)
    },
  } satisfies Partial<Record<InstanceState, (instance: Instance) => Promise<void>>>

  function queueWork(state: keyof typeof works, instance: Instance): void {
    queue(instance, async () => {
      const current = await findIn(state, instance)
      if (current) await works[state](current)
    })
  }

  function begin(instance: Instance): void {
    const { state } = instance
    if (state === 'pending' || state === 'stopping' || state === 'shutting-down') queueWork(state, instance)
  }

  return {
    begin,
    resume(instance) {
      const isEnding = instance.state === 'stopping' || instance.state === 'shutting-down'
      // What may run from before is taken over first, so that it is ended like any other.
      if (isEnding) queue(instance, () => fleet.start(instance))
      begin(instance)
    },
    reboot: instance => queueWork('running', instance),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }
}
