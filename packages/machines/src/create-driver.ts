// Chooses the driver: namespaces where they really work, plain processes elsewhere, and says which and why.
import type { DriverOptions, MachineDriver } from './driver.ts'
import { createNamespaceDriver } from './namespace/namespace-driver.ts'
import { createProcessDriver } from './process/process-driver.ts'

/**
 * The driver asked for. `auto` takes `namespace` if it starts here, else `process`, and logs the reason. Rejects when
 * `namespace` was asked for by name and does not work.
 */
export async function createDriver(
  choice: 'auto' | 'namespace' | 'process',
  options: DriverOptions,
): Promise<MachineDriver> {
  if (choice === 'process') return createProcessDriver(options)
  try {
    return await createNamespaceDriver(options)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (choice === 'namespace') throw new Error(`no hosts in namespaces here: ${reason}`, { cause: error })
    options.log(`no hosts in namespaces here, hosts will be plain processes: ${reason}`)
    return createProcessDriver(options)
  }
}
