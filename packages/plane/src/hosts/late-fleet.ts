import type { MachineFleet } from '../domain/instance/machine-fleet.ts'

/** A fleet that can be named before it exists: hosts need the plane's ports, which are known last. */
export interface LateFleet extends MachineFleet {
  /** From now on everything goes to `fleet`; what was asked before is done then. */
  attach(fleet: MachineFleet): void
}

export function createLateFleet(): LateFleet {
  const { promise, resolve } = Promise.withResolvers<MachineFleet>()
  return {
    attach: resolve,
    start: async instance => (await promise).start(instance),
    stop: async instance => (await promise).stop(instance),
    reboot: async instance => (await promise).reboot(instance),
    terminate: async instance => (await promise).terminate(instance),
  }
}

/** For planes that run no hosts: an instance cannot start, and says so. */
export const noFleet: MachineFleet = {
  start: () => Promise.reject(new Error('this plane runs no hosts (machines: none)')),
  stop: () => Promise.resolve(),
  reboot: () => Promise.reject(new Error('this plane runs no hosts (machines: none)')),
  terminate: () => Promise.resolve(),
}
