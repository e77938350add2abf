// Process edge of the plane: environment, signals, exit code.
import { type PlaneConfig, createConfig } from './config/config.ts'
import { configFromEnvironment } from './config/env.ts'
import type { PlaneFile } from './first-start/client-files.ts'
import { startPlane } from './start-plane.ts'

export { isLoopback } from './start-plane.ts'

export interface RunningProcess {
  readonly file: PlaneFile
  readonly firstStart: boolean
  readonly isolation?: string
  /** Resolves when a signal has ended the plane in order. */
  readonly ended: Promise<void>
}

/**
 * Starts the plane of this process. SIGINT and SIGTERM end it in order, once; a second signal ends it at once.
 *
 * @param flags what the command line says; it comes before the environment
 */
export async function runPlane(
  flags: Partial<PlaneConfig> & Pick<PlaneConfig, 'dataDir'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningProcess> {
  const plane = await startPlane(createConfig({ ...configFromEnvironment(environment), ...definedOf(flags) }))
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1))
      plane.close().then(resolve, reject)
    })
  }
  return {
    file: plane.file,
    firstStart: plane.firstStart,
    ended,
    ...(plane.isolation !== undefined && { isolation: plane.isolation }),
  }
}

function definedOf<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T
}
