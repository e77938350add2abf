// The machines of one driver, by instance id: a second start of one finds it, a start after its end makes a new one.
import type { MachineSpec, RunningMachine } from './driver.ts'

export interface RunningMachines {
  /** The machine that runs or is starting under this id, else the one that `open` starts. */
  start(spec: MachineSpec): Promise<RunningMachine>
  stopAll(): Promise<void>
}

/** Machines that `open` starts. */
export function createRunningMachines(open: (spec: MachineSpec) => Promise<RunningMachine>): RunningMachines {
  const machines = new Map<string, Promise<RunningMachine>>()

  const track = async (spec: MachineSpec): Promise<RunningMachine> => {
    try {
      const machine = await open(spec)
      // Who waits for the end may start the machine again: it has to be forgotten by then.
      const exited = machine.exited.then(() => void machines.delete(spec.instanceId))
      const stop = (): Promise<void> => machine.stop().then(() => exited)
      return { ...machine, exited, stop }
    } catch (error) {
      machines.delete(spec.instanceId)
      throw error
    }
  }

  return {
    start(spec) {
      const running = machines.get(spec.instanceId) ?? Promise.resolve().then(() => track(spec))
      machines.set(spec.instanceId, running)
      return running
    },
    async stopAll() {
      await Promise.allSettled([...machines.values()].map(async machine => (await machine).stop()))
    },
  }
}
