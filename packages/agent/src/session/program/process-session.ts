// A session of processes in the sense of setsid(2), found by the id of its leader: jobs have process groups of their
// own, but stay in it unless they ask to leave.
import { readdirSync, readFileSync } from 'node:fs'
import type { Clock } from '../../runtime/clock.ts'

export type Grace = { clock: Clock; graceSeconds: number }

const STEP_MS = 100

/** Ends the leader and all members; resolves when none is left. Without /proc only the leader is found. */
export async function endProcessSession(leader: number, exited: Promise<unknown>, grace: Grace): Promise<void> {
  const { clock, graceSeconds } = grace
  let hasExited = false
  // A leader that was started a moment ago may not lead anything yet.
  const left = () => (hasExited ? members(leader) : [...new Set([leader, ...members(leader)])])
  const told = new Set<number>()
  const hangUp = () => {
    for (const pid of left()) {
      if (told.has(pid)) continue
      told.add(pid)
      send(pid, 'SIGHUP')
      // A stopped process hears of it only when it goes on.
      send(pid, 'SIGCONT')
    }
  }
  const endMs = clock.now().getTime() + graceSeconds * 1000
  const gone = new AbortController()
  void exited.then(() => {
    hasExited = true
    if (left().length === 0) gone.abort()
  })
  while (left().length > 0 && clock.now().getTime() < endMs) {
    // Also what was started while the others were told.
    hangUp()
    await clock.sleep(STEP_MS, 'session grace', gone.signal).catch(() => {})
  }
  for (const pid of left()) send(pid, 'SIGKILL')
  await exited
}

/** Pids of the session's processes that have not ended. */
export function members(leader: number): number[] {
  return processIds().filter(pid => sessionOf(pid) === leader)
}

/** Whether there is such a process that has not ended; on Linux. */
export function isRunning(pid: number): boolean {
  return sessionOf(pid) !== undefined
}

/** Undefined for a process that has ended, whether or not somebody has asked how. */
function sessionOf(pid: number): number | undefined {
  try {
    // After the name, which may hold anything: state, parent, group, session.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : Number(session)
  } catch {
    return undefined
  }
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter(pid => pid > 0)
  } catch {
    return []
  }
}

/** To a process, or to a group where the id is negative; one that has ended does not mind. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended.
  }
}
