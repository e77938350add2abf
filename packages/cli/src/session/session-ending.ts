import { exitCodes } from '../exit-codes.ts'
import { describeFailure } from '../output/failure.ts'
import type { EndingSignal } from './session-signals.ts'

/** How a session came to its end for this client. */
export type Ending =
  /** The other side ended it; the text is for the user and often empty. */
  | { readonly kind: 'closed'; readonly output: string }
  /** Its data channel cannot be opened, or its output not be written. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The connection broke and did not come back. */
  | { readonly kind: 'lost'; readonly why: string }
  /** It asks for what this client does not do. */
  | { readonly kind: 'unsupported'; readonly why: string }
  /** The user typed the way out. */
  | { readonly kind: 'left' }
  /** Nobody reads the output any more. */
  | { readonly kind: 'output-closed' }
  | { readonly kind: 'signal'; readonly signal: EndingSignal }

/** What a shell says of a program that wrote to a closed pipe: 128 and SIGPIPE. */
const brokenPipe = 141

/**
 * What the user is told, if anything, and the exit status.
 *
 * @param exitCode of the remote command, where it came
 * @param isExpected whether the session always tells one
 */
export function explainEnding(
  ending: Ending,
  exitCode: number | undefined,
  isExpected: boolean,
): { readonly message?: string; readonly exitCode: number } {
  switch (ending.kind) {
    case 'closed':
      if (exitCode !== undefined) return { message: ending.output || undefined, exitCode }
      if (ending.output) return { message: ending.output, exitCode: exitCodes.lost }
      if (!isExpected) return { exitCode: exitCodes.ok }
      return { message: 'The session ended and did not tell how its command did.', exitCode: exitCodes.lost }
    case 'failed':
      return describeFailure(ending.error)
    case 'lost':
      return exitCode === undefined
        ? { message: `The session is lost: ${ending.why}`, exitCode: exitCodes.lost }
        : { exitCode }
    case 'unsupported':
      return { message: ending.why, exitCode: exitCodes.failure }
    case 'left':
      return { message: 'Left the session and ended it.', exitCode: exitCodes.lost }
    case 'output-closed':
      return { exitCode: brokenPipe }
    case 'signal':
      return { exitCode: exitCodes.lost }
  }
}
