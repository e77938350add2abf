// Names a process so that it can be found again after the plane was restarted. A pid alone is not a name: it is given
// again, and every boot starts the count anew.
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'

export interface ProcessIdentity {
  pid: number
  /** Boot and start time, as the system words them; only ever compared. */
  started: string
}

/** Which process has this pid now; `undefined` when none has (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedByPs(pid)
  return started === undefined ? undefined : { pid, started }
}

/** True while the very process that was identified runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.started === identity.started
}

/** Reads an identity that was kept as JSON; `undefined` for anything else. */
export function readIdentity(value: unknown): ProcessIdentity | undefined {
  const { pid, started } = (value ?? {}) as Partial<ProcessIdentity>
  return Number.isInteger(pid) && typeof started === 'string' ? { pid: pid as number, started } : undefined
}

/** Pids of all processes below `pid`, in no order. */
export function descendants(pid: number): number[] {
  const children = childrenByParent()
  const found: number[] = []
  const open = [pid]
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    const below = children.get(parent) ?? []
    found.push(...below)
    open.push(...below)
  }
  return found
}

/** Sends a signal; a process that is gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function startedOnLinux(pid: number): string | undefined {
  const fields = statFields(pid)
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${bootId} ${fields[19]}`
}

let bootId: string | undefined

/** The fields behind the name: state first, parent second, start time twentieth. */
function statFields(pid: number | string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may itself hold blanks and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function startedByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (const [pid, parent] of process.platform === 'linux' ? parentsOnLinux() : parentsByPs()) {
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  return children
}

function parentsOnLinux(): [number, number][] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => [Number(name), Number(statFields(name)?.[1])])
}

function parentsByPs(): [number, number][] {
  try {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    return table.split('\n').map(line => line.trim().split(/\s+/).map(Number) as [number, number])
  } catch {
    return []
  }
}
