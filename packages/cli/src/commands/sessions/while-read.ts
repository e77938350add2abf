import { OutputClosedError } from '../../session/output-file.ts'

/** As of a program that SIGPIPE ended. */
const nobodyReads = 141

/** Does the work until nobody reads its output any more; that is no failure worth a message. */
export async function whileRead(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof OutputClosedError)) throw error
    process.exitCode = nobodyReads
  }
}
