// From a session's plan to its running program.
import { stat } from 'node:fs/promises'
import type { ShellPlan } from '../document/session-plan.ts'
import { splitCommand } from '../document/split-command.ts'
import { prompt, sessionEnvironment } from '../user/environment.ts'
import { type AgentHost, chooseUser } from '../user/session-user.ts'
import { startPlain } from './plain-program.ts'
import type { Grace } from './process-session.ts'
import type { Launch, Program } from './program.ts'
import { startOnTerminal } from './pty-program.ts'

export type ProgramHost = AgentHost & {
  instanceId: string
  /** The agent's environment. */
  env: NodeJS.ProcessEnv
  grace: Grace
}

/** The program, and as whom it runs. Rejects with `SessionFailure` when it cannot be. @param targetName the host's Name tag, for the prompt */
export async function startProgram(
  plan: ShellPlan,
  targetName: string,
  host: ProgramHost,
): Promise<{ program: Program; userName: string }> {
  const { account, become } = await chooseUser(plan, host)
  const env = sessionEnvironment(account, host.env)
  const isPlainShell = plan.commands === undefined
  if (isPlainShell && plan.shellProfile === '') env['PS1'] = prompt(targetName, host.instanceId, account.uid === 0)
  const launch: Launch = { argv: [...become, ...command(plan)], env, cwd: await homeOf(account.home) }
  if (plan.sessionType === 'NonInteractiveCommands') {
    const program = await startPlain(launch, { ...plan, isSeparate: plan.isOutputSeparate }, host.grace)
    return { program, userName: account.name }
  }
  const program = await startOnTerminal(launch, host.grace)
  // Typed, as somebody would: it is echoed, and may itself start another shell.
  if (plan.shellProfile !== '') void program.write(Buffer.from(`${plan.shellProfile}\n`))
  return { program, userName: account.name }
}

function command({ sessionType, commands }: ShellPlan): string[] {
  if (commands === undefined) return ['/bin/sh']
  return sessionType === 'NonInteractiveCommands' ? splitCommand(commands) : ['/bin/sh', '-c', commands]
}

async function homeOf(home: string): Promise<string> {
  const found = await stat(home).catch(() => undefined)
  return found?.isDirectory() ? home : '/'
}
