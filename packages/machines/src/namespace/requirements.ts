// Can this machine run hosts in namespaces, and in which way? Answers by trying, and names what is missing.
import { execFile } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { trialScript } from './scripts.ts'

const run = promisify(execFile)
const trialTimeoutMs = 10_000
const tools = {
  'util-linux': ['unshare', 'nsenter', 'mount', 'umount', 'pivot_root', 'setpriv'],
  iproute2: ['ip'],
}

/** As root, hosts get ids of their own; otherwise a host's root is the plane's user inside its user namespace. */
export type Privilege = 'root' | 'user'

/** Environment for tools: their folders are not on every user's PATH. */
export const toolEnvironment = {
  PATH: [process.env['PATH'], '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'].join(delimiter),
  LC_ALL: 'C',
}

/** Which way works here. Throws an error whose message says why none does. */
export async function findPrivilege(dataDir: string): Promise<Privilege> {
  if (process.platform !== 'linux') throw new Error('namespaces exist on Linux only')
  for (const [origin, names] of Object.entries(tools)) {
    const missing = names.filter(name => !onPath(name))
    if (missing.length > 0) throw new Error(`${missing.join(', ')} not found: install ${origin}`)
  }
  const privilege: Privilege = process.getuid?.() === 0 ? 'root' : 'user'
  const folder = mkdtempSync(join(dataDir, 'trial-'))
  try {
    const namespaces = [...entryFlags(privilege), '--net', '--mount', '--pid', '--uts', '--fork']
    const owner = privilege === 'root' ? '100000' : '0'
    await run('unshare', [...namespaces, 'sh', '-euc', trialScript, 'trial', folder, owner], {
      env: toolEnvironment,
      timeout: trialTimeoutMs,
    })
    return privilege
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? String(error)
    throw new Error(`the kernel or a sandbox forbids namespaces: ${said}`, { cause: error })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What `unshare` needs to become root of new namespaces. */
export function entryFlags(privilege: Privilege): string[] {
  return privilege === 'root' ? [] : ['--user', '--map-root-user']
}

function onPath(name: string): boolean {
  return toolEnvironment.PATH.split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
