// Starts a session's program with no descriptor of another session. Node marks its own descriptors close-on-exec; those
// of terminals come from a binary that does not, and whoever has a terminal's master reads and types as its user.
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { constants } from 'node:os'

/** Descriptors that programs would inherit. */
const inheritable = new Set<number>()
let nothing: number | undefined

/** From now on no program gets the descriptor, until the function that it returns is called: just before its close. */
export function keepFromPrograms(fd: number): () => void {
  inheritable.add(fd)
  return () => void inheritable.delete(fd)
}

export type ApartOptions = {
  cwd: string
  env: Readonly<Record<string, string>>
  stdio: readonly [first: Stdio, second: Stdio, third: Stdio]
}

type Stdio = 'ignore' | 'pipe' | number

/** `spawn`, the program leading a session of processes of its own. */
export function spawnApart(argv: readonly string[], { cwd, env, stdio }: ApartOptions): ChildProcess {
  const [file = '', ...args] = argv
  nothing ??= openSync('/dev/null', 'r+')
  const all: Stdio[] = [...stdio]
  for (const fd of inheritable) {
    // What lies between is close-on-exec, and stays so.
    while (all.length < fd) all.push('ignore')
    all[fd] = nothing
  }
  return spawn(file, args, { cwd, env, stdio: all, detached: true })
}

/** Resolves when the program runs, to its exit code to come; rejects when it cannot be started. */
export function started(child: ChildProcess): Promise<{ pid: number; exited: Promise<number> }> {
  const exit = Promise.withResolvers<number>()
  child.once('exit', (code, signal) => exit.resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => resolve({ pid: child.pid!, exited: exit.promise }))
  })
}
