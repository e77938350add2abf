// Notices the end of a process that need not be a child of this one.
import type { ProcessIdentity } from '../process-identity.ts'
import { isRunning } from '../process-identity.ts'

const lookEveryMs = 100
// A plane may have hundreds of hosts in the background.
const lookInBackgroundEveryMs = 500

/** Resolves soon after the process is gone. In the background, looking does not keep this process alive. */
export function untilGone(identity: ProcessIdentity, options: { background?: boolean } = {}): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = (): void => {
    if (!isRunning(identity)) return resolve()
    if (options.background) setTimeout(look, lookInBackgroundEveryMs).unref()
    else setTimeout(look, lookEveryMs)
  }
  look()
  return promise
}
