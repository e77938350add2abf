// Whom a trust policy names, behind unique ids: whoever takes the name of a deleted user or role does not inherit
// its trust. Ids become names again for everybody who looks, as long as they exist; then the id itself shows.
import { DomainError } from '../basics/errors.ts'
import type { PolicyLanguage } from '../policy/policy-language.ts'
import type { Reader } from '../storage.ts'
import { userArn } from '../user/user.ts'
import { roleArn } from './role.ts'

type Directory = Pick<Reader, 'accounts' | 'users' | 'roles'>

/** The policy as it is kept. Throws `principal.invalid` for a principal that does not exist. */
export async function principalsToIds(directory: Directory, language: PolicyLanguage, policy: string): Promise<string> {
  const ids = new Map<string, string>()
  for (const name of language.principalsOf(policy)) {
    const id = await findId(directory, name)
    if (id === undefined) throw new DomainError('principal', 'invalid', name)
    ids.set(name, id)
  }
  return language.renamePrincipals(policy, ids)
}

/** The policy as it is shown and as sessions are judged by it. */
export async function idsToPrincipals(directory: Directory, language: PolicyLanguage, policy: string): Promise<string> {
  const names = new Map<string, string>()
  for (const id of language.principalsOf(policy)) {
    const name = idPattern.test(id) ? await findName(directory, id) : undefined
    if (name !== undefined) names.set(id, name)
  }
  return language.renamePrincipals(policy, names)
}

/** A user's or role's id; for one session of a role, the role's id and the session's name. */
const idPattern = /^A(IDA|ROA)[A-Z0-9]+(:[\w+=,.@-]+)?$/
const accountPattern = /^\d{12}$/
const arnPattern = /^arn:aws:(iam|sts)::(\d{12}):([a-z-]+)(?:\/(.+))?$/

async function findId(directory: Directory, name: string): Promise<string | undefined> {
  if (name === '*') return name
  if (idPattern.test(name)) return (await findName(directory, name)) === undefined ? undefined : name
  const [, , accountId, type, rest = ''] = arnPattern.exec(accountPattern.test(name) ? rootArn(name) : name) ?? []
  if (accountId === undefined || !(await directory.accounts.find(accountId))) return undefined
  switch (type) {
    case 'root':
      return rootArn(accountId)
    case 'user': {
      const user = await directory.users.find(accountId, lastPart(rest))
      return user && userArn(user) === name ? user.id : undefined
    }
    case 'role': {
      const role = await directory.roles.find(accountId, lastPart(rest))
      return role && roleArn(role) === name ? role.id : undefined
    }
    case 'assumed-role': {
      const [roleName = '', session] = rest.split('/')
      const role = await directory.roles.find(accountId, roleName)
      return role?.name === roleName ? `${role.id}:${session}` : undefined
    }
    case 'federated-user':
      // Exists only while its session does.
      return name
    default:
      return undefined
  }
}

/** An id does not tell its account; the few accounts of a plane are asked in turn. */
async function findName({ accounts, users, roles }: Directory, idAndSession: string): Promise<string | undefined> {
  const [id = '', session] = idAndSession.split(':')
  for (const account of await accounts.list()) {
    const user = id.startsWith('AIDA') ? await users.findById(account.id, id) : undefined
    if (user) return session === undefined ? userArn(user) : undefined
    const role = id.startsWith('AROA') ? await roles.findById(account.id, id) : undefined
    if (role && session === undefined) return roleArn(role)
    if (role) return `arn:aws:sts::${account.id}:assumed-role/${role.name}/${session}`
  }
  return undefined
}

function rootArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
