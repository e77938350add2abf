// `hostler shell`: finds the host, starts the session, and says how it ended.
import { isatty } from 'node:tty'
import type { Clients } from '../aws/clients.ts'
import { oneLine } from '../output/harmless-text.ts'
import { runSession, type StartedSession } from '../session/run-session.ts'
import { type SessionOptions, sessionRequest } from '../session/session-request.ts'
import { startSession } from '../session/start-session.ts'
import { findTarget, type Target } from '../session/target.ts'

export interface ShellOptions extends SessionOptions {
  /** False: behave as without a terminal, though there is one. */
  readonly tty: boolean
}

/** Resolves when the session has ended; the process then has the remote command's exit status, or dies of its signal. */
export async function shell(clients: Clients, targetText: string, options: ShellOptions): Promise<void> {
  const client = await clients.ssm()
  const target = await findTarget(client, targetText)
  const isInteractive = options.tty && isatty(0) && (options.command === undefined || isatty(1))
  const request = sessionRequest(target, options, isInteractive)
  const started = await startSession(client, request)
  // The host reads nothing for such a command; what calls this in a loop keeps its input.
  const isCommandAlone = request.DocumentName === 'AWS-StartNonInteractiveCommand'
  const session: StartedSession = {
    ...started,
    input: isInteractive ? 'keys' : isCommandAlone ? 'none' : 'pipe',
    tellsExitCode: isCommandAlone,
  }
  if (isInteractive && options.command === undefined) process.stderr.write(greeting(session, target))
  const outcome = await runSession(client, session)
  if ('exitCode' in outcome) process.exitCode = outcome.exitCode
  else process.kill(process.pid, outcome.signal)
}

function greeting({ id }: StartedSession, target: Target): string {
  const name = target.name === undefined ? '' : ` (${oneLine(target.name)})`
  return `Session ${id} on ${target.id}${name}. Enter, ~ and . leave it.\n`
}
