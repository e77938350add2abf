import type { Instance } from './instance.ts'

/** What makes instances real: each verb resolves when it is done and rejects with the reason when it cannot be. */
export interface MachineFleet {
  /** Starts the machine, or takes over one that runs from before a restart of the plane. */
  start(instance: Instance): Promise<void>
  stop(instance: Instance): Promise<void>
  reboot(instance: Instance): Promise<void>
  /** Ends the machine, if it runs, and removes all it kept. */
  terminate(instance: Instance): Promise<void>
}
