// Machines without machines: instances run at once and have a metadata service, and nothing runs on them but what
// a test does in their name.
import type { Instance } from '@hostler/plane/domain/instance/instance'
import type { MachineFleet } from '@hostler/plane/domain/instance/machine-fleet'
import type { MetadataHosts } from '@hostler/plane/hosts/metadata-hosts'

export interface ScriptedFleet extends MachineFleet {
  /** Makes the next start of any machine fail with this message. */
  failNextStart(message: string): void
}

/** @param metadata of the plane that runs now; a plane that starts may still be on its way */
export function createScriptedFleet(metadata: () => Promise<MetadataHosts>): ScriptedFleet {
  let failure: string | undefined
  async function start(instance: Instance): Promise<void> {
    const message = failure
    failure = undefined
    if (message !== undefined) throw new Error(message)
    await (await metadata()).put(instance)
  }
  async function stop({ id }: Instance): Promise<void> {
    ;(await metadata()).remove(id)
  }
  return {
    start,
    stop,
    terminate: stop,
    async reboot(instance) {
      await stop(instance)
      await start(instance)
    },
    failNextStart(message) {
      failure = message
    },
  }
}
