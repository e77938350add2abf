// As whom a session's program runs, and what has to stand before its command for that.
import { readFile } from 'node:fs/promises'
import type { Log } from '../../runtime/log.ts'
import type { ShellPlan } from '../document/session-plan.ts'
import { SessionFailure } from '../session-failure.ts'
import { type Account, findAccount, groupsOf, ownAccount } from './accounts.ts'
import { ensureSsmUser } from './ssm-user.ts'

export type SessionUser = {
  account: Account
  /** Program and arguments that become this user and then run what follows; empty for the agent's own user. */
  become: readonly string[]
}

/** Where the agent runs. */
export type AgentHost = {
  isRoot: boolean
  /** False where several agents share one machine: its accounts are not theirs. */
  isOwn: boolean
  log: Log
}

/** Rejects with `SessionFailure`, in the stock agent's words where it has some. */
export async function chooseUser(plan: ShellPlan, host: AgentHost): Promise<SessionUser> {
  const own = { account: ownAccount(), become: [] }
  if (plan.isElevated) return own
  if (plan.runAs !== undefined) return become(await runAsAccount(plan.runAs, host))
  if (!host.isRoot || !host.isOwn || !(await canBecome(FIRST_USUAL_UID))) {
    host.log.info(`Sessions run as ${own.account.name}, the agent's own user: ${whyOwn(host)}`)
    return own
  }
  return become(await ensureSsmUser())
}

const FIRST_USUAL_UID = 1000

function whyOwn(host: AgentHost): string {
  if (!host.isRoot) return 'the agent is not root'
  return host.isOwn ? 'the host has no ids for other users' : 'the host shares its machine'
}

async function runAsAccount(name: string, host: AgentHost): Promise<Account> {
  if (name === '') throw unableToStart('please set the RunAs default user')
  if (!host.isRoot) throw unableToStart('the agent must run as root to use RunAs')
  if (!host.isOwn) throw unableToStart('a host that shares its machine with others has no users for RunAs')
  const account = await findAccount(name)
  if (!account) throw unableToStart(`failed to start pty since RunAs user ${name} does not exist`)
  if (!(await canBecome(account.uid))) throw unableToStart(`the host has no ids for RunAs user ${name}`)
  return account
}

function unableToStart(why: string): SessionFailure {
  return new SessionFailure(`Unable to start command: ${why}\n`)
}

async function become(account: Account): Promise<SessionUser> {
  if (account.uid === ownAccount().uid) return { account, become: [] }
  const groups = await groupsOf(account.name).catch((error: unknown) => {
    throw unableToStart(`the groups of ${account.name} cannot be told: ${(error as Error).message}`)
  })
  const ids = ['--reuid', String(account.uid), '--regid', String(account.gid)]
  const groupIds = groups.length > 0 ? ['--groups', groups.join(',')] : ['--clear-groups']
  return { account, become: ['/usr/bin/env', 'setpriv', ...ids, ...groupIds, '--'] }
}

/** In a user namespace of few ids, root can become only those. */
async function canBecome(uid: number): Promise<boolean> {
  const map = await readFile('/proc/self/uid_map', 'utf8').catch(() => '')
  const ranges = map
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
  return map === '' || ranges.some(([first = 0, , count = 0]) => uid >= first && uid < first + count)
}
