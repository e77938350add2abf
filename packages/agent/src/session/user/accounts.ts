// The host's accounts, as its name service tells of them.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'

export type Account = { name: string; uid: number; gid: number; home: string; shell: string }

const run = promisify(execFile)
const TIMEOUT = { timeout: 10_000 }
/** No option, no number that could pass for an id, nothing that means something in passwd. */
const NAME = /^[A-Za-z_][\w.@\\-]{0,255}\$?$/

/** Undefined for a name that nobody has. */
export async function findAccount(name: string): Promise<Account | undefined> {
  if (!NAME.test(name)) return undefined
  return readPasswdLine(await passwdLine(name), name)
}

/** The account of this process. */
export function ownAccount(): Account {
  const { username, uid, gid, homedir, shell } = userInfo()
  return { name: username, uid, gid, home: homedir, shell: shell || '/bin/sh' }
}

/** The ids of all groups of the account. */
export async function groupsOf(name: string): Promise<number[]> {
  const { stdout } = await run('id', ['-G', '--', name], TIMEOUT)
  return stdout
    .split(/\s+/)
    .filter(id => /^\d+$/.test(id))
    .map(Number)
}

/** Reads a line of passwd, if it is the account's. */
export function readPasswdLine(line: string, name: string): Account | undefined {
  const [found, , uid, gid, , home = '', shell = ''] = line.trimEnd().split(':')
  if (found !== name || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return undefined
  return { name, uid: Number(uid), gid: Number(gid), home: home || '/', shell: shell || '/bin/sh' }
}

async function passwdLine(name: string): Promise<string> {
  try {
    const { stdout } = await run('getent', ['passwd', name], TIMEOUT)
    return stdout
  } catch {
    // Small systems have no getent; where it says that there is none, neither has the file.
    const file = await readFile('/etc/passwd', 'utf8').catch(() => '')
    return file.split('\n').find(line => line.startsWith(`${name}:`)) ?? ''
  }
}
