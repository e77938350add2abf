/** What the command line's exit status means; documented in docs/command-line.md. */
export const exitCodes = {
  ok: 0,
  /** The command failed; the message says why. */
  failure: 1,
  /** The command was not understood. */
  usage: 2,
  /** Credentials are missing, wrong, or not allowed to do this. */
  denied: 3,
  /** The endpoint or the host cannot be reached. */
  unreachable: 4,
  /** What was waited for did not happen in time. */
  timedOut: 5,
  /** A session ended before its command did: the connection was lost, or somebody ended it. As ssh has it. */
  lost: 255,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
