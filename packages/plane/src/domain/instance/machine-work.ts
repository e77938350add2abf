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
  /** Does what the instance's state asks for: `pending` starts it, `stopping` stops it, `shutting-down` ends it. */
  begin(instance: Instance): void
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

  /** Moves on from `from` only: another call may have changed the state meanwhile. */
  async function settle(id: Instance, from: InstanceState, to: InstanceState, reason?: string): Promise<void> {
    const instance = await records.find(id, id.id)
    if (instance?.state !== from) return
    await records.put([
      {
        ...instance,
        state: to,
        ...(reason !== undefined && { stateReason: reason }),
        ...(to === 'terminated' && { terminatedAt: clock.now() }),
      },
    ])
  }

  async function start(instance: Instance): Promise<void> {
    if ((await records.find(instance, instance.id))?.state !== 'pending') return
    try {
      await fleet.start(instance)
    } catch (error) {
      log.error({ err: error, instance: instance.id }, 'a machine could not be started')
      return settle(instance, 'pending', 'stopped', `Server.InternalError: ${(error as Error).message}`)
    }
    await settle(instance, 'pending', 'running')
  }

  async function stop(instance: Instance): Promise<void> {
    await fleet.stop(instance)
    await settle(instance, 'stopping', 'stopped')
  }

  async function terminate(instance: Instance): Promise<void> {
    await fleet.terminate(instance)
    await settle(instance, 'shutting-down', 'terminated')
    await parts.onTerminated(instance)
  }

  const work = { pending: start, stopping: stop, 'shutting-down': terminate } as const

  return {
    begin(instance) {
      const { state } = instance
      if (state === 'pending' || state === 'stopping' || state === 'shutting-down') {
        queue(instance, () => work[state](instance))
      }
    },
    reboot: instance => queue(instance, () => fleet.reboot(instance)),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }
}
