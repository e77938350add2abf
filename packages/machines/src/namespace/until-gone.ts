// Notices the end of a process that need not be a child of this one.
import type { ProcessIdentity } from '../process-identity.ts'
import { isRunning } from '../process-identity.ts'

const lookEveryMs = 100

/** Resolves soon after the process is gone. In the background, looking does not keep this process alive. */
export function untilGone(identity: ProcessIdentity, options: { background?: boolean } = {}): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = (): void => {
    if (!isRunning(identity)) return resolve()
    const timer = setTimeout(look, lookEveryMs)
    if (options.background) timer.unref()
  }
  look()
  return promise
}
