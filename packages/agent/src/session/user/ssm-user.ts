// The user that sessions run as when nobody is named: made on demand, with the right to become root, as the stock
// agent makes it.
import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { SessionFailure } from '../session-failure.ts'
import { type Account, findAccount } from './accounts.ts'

export const SSM_USER = 'ssm-user'
const SUDOERS = '/etc/sudoers.d/ssm-agent-users'
const RULES = `# User rules for ${SSM_USER}\n${SSM_USER} ALL=(ALL) NOPASSWD:ALL\n`

let making: Promise<Account> | undefined

/** The account, made now if there is none. Rejects with `SessionFailure` when that is not possible. */
export async function ensureSsmUser(): Promise<Account> {
  // Sessions that start together must not make it twice.
  making ??= findOrMake().finally(() => (making = undefined))
  return making
}

async function findOrMake(): Promise<Account> {
  const account = await findAccount(SSM_USER)
  if (account) return account
  try {
    await promisify(execFile)('useradd', ['-m', SSM_USER], { timeout: 30_000 })
    // Only together with the account: an operator who took the rule away meant it.
    await allowSudo()
  } catch (error) {
    throw new SessionFailure(`Failed to create ${SSM_USER}: ${(error as Error).message}`)
  }
  const made = await findAccount(SSM_USER)
  if (!made) throw new SessionFailure(`Failed to create ${SSM_USER}: the host does not know it.`)
  return made
}

async function allowSudo(): Promise<void> {
  await mkdir('/etc/sudoers.d', { recursive: true, mode: 0o750 })
  await writeFile(SUDOERS, RULES, { mode: 0o440, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await chmod(SUDOERS, 0o440)
}
