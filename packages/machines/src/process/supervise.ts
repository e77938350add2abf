// Keeps one command running as a child of this process and starts it again when it ends. It knows nothing of hosts.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { descendants, identifyProcess, isRunning, signal } from '../process-identity.ts'

const shortestPauseMs = 1000
const longestPauseMs = 90_000
const graceMs = 5000
// A run of this length was healthy: the next failure starts with a short pause again.
const healthyRunMs = 60_000

export interface SuperviseOptions {
  command: readonly string[]
  environment: Record<string, string>
  cwd: string
  /** Open file for the command's output. */
  outputFd: number
  /** Told of each start with the pid. */
  onStart(pid: number): void
  log(message: string): void
}

export interface Supervised {
  readonly exited: Promise<void>
  stop(): Promise<void>
}

/** Pause in milliseconds before the next start, after this many short runs on end: 1 s, doubling, up to 90 s. */
export function restartPauseMs(shortRuns: number): number {
  return Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(shortRuns, 30))
}

/** Starts the command and keeps it running until `stop`. */
export function supervise(options: SuperviseOptions): Supervised {
  const { promise: exited, resolve: ended } = Promise.withResolvers<void>()
  let child: ChildProcess | undefined
  let timer: NodeJS.Timeout | undefined
  let shortRuns = 0
  let stopping = false

  const launch = (): void => {
    const [program = '', ...args] = options.command
    const startedMs = Date.now()
    const started = spawn(program, args, {
      cwd: options.cwd,
      env: options.environment,
      // Its own group and session: a signal to the plane's terminal is not meant for hosts.
      detached: true,
      stdio: ['ignore', options.outputFd, options.outputFd],
    })
    child = started
    if (started.pid !== undefined) options.onStart(started.pid)
    started.once('error', error => afterRun(error.message, startedMs))
    started.once('exit', (code, name) => afterRun(`ended (${name ?? code})`, startedMs))
  }

  const afterRun = (how: string, startedMs: number): void => {
    child = undefined
    if (stopping) return ended()
    shortRuns = Date.now() - startedMs >= healthyRunMs ? 0 : shortRuns + 1
    const pauseMs = restartPauseMs(shortRuns - 1)
    options.log(`${options.command[0]} ${how}; starting it again in ${pauseMs / 1000} s`)
    timer = setTimeout(launch, pauseMs)
  }

  launch()
  return {
    exited,
    async stop() {
      stopping = true
      clearTimeout(timer)
      if (child?.pid === undefined) ended()
      else await endTree(child.pid, exited)
      return exited
    },
  }
}

/**
 * Ends a process with everything below it: politely, then by force once `gone` resolves or five seconds are over.
 * Shells with a terminal have left the process's group, so the tree is taken down in writing first.
 */
export async function endTree(pid: number, gone: Promise<void>): Promise<void> {
  const tree = [pid, ...descendants(pid)].map(identifyProcess).filter(each => each !== undefined)
  for (const each of tree) signal(each.pid, 'SIGTERM')
  const grace = Promise.withResolvers<void>()
  const timer = setTimeout(grace.resolve, graceMs)
  await Promise.race([gone, grace.promise])
  clearTimeout(timer)
  for (const each of tree.filter(isRunning)) {
    for (const below of descendants(each.pid)) signal(below, 'SIGKILL')
    signal(each.pid, 'SIGKILL')
  }
}
