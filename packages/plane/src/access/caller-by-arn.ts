import type { Role } from '../domain/role/role.ts'
import { roleArn } from '../domain/role/role.ts'
import type { Reader } from '../domain/storage.ts'
import { userArn } from '../domain/user/user.ts'
import type { Caller } from '../identity/caller.ts'

const arnPattern = /^arn:aws:(?:iam::(\d{12}):(root|user|role)|sts::(\d{12}):(assumed-role))(?:\/(.+))?$/

/**
 * Who would call under an ARN, as far as that is known without a call: a user, the account's root, or a session of a role
 * without session policies, tags or source identity. Undefined for whoever is not of the account.
 */
export async function findCallerByArn(
  read: Pick<Reader, 'users' | 'roles'>,
  { principalArn, accountId, now }: { principalArn: string; accountId: string; now: Date },
): Promise<Caller | undefined> {
  const [, iamOwner, iamType, owner = iamOwner, type = iamType, name = ''] = arnPattern.exec(principalArn) ?? []
  if (owner !== accountId) return undefined
  const base = { accountId, arn: principalArn, accessKeyId: '' }
  const lastPart = name.slice(name.lastIndexOf('/') + 1)
  switch (type) {
    case 'root':
      if (name !== '') return undefined
      return { ...base, kind: 'root', userId: accountId }
    case 'user': {
      const user = await read.users.find(accountId, lastPart)
      if (!user || userArn(user) !== principalArn) return undefined
      return { ...base, kind: 'user', userId: user.id, userName: user.name, entityId: user.id }
    }
    case 'role': {
      const role = await read.roles.find(accountId, lastPart)
      return role && roleArn(role) === principalArn ? sessionOf(role, 'session', now) : undefined
    }
    default: {
      const [roleName = '', sessionName, ...more] = name.split('/')
      const role = await read.roles.find(accountId, roleName)
      // Policies name a role and its sessions as they are written: another spelling would be another name.
      return role?.name === roleName && sessionName && more.length === 0 ? sessionOf(role, sessionName, now) : undefined
    }
  }
}

function sessionOf(role: Role, name: string, now: Date): Caller {
  const { accountId, id } = role
  return {
    kind: 'role',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${name}`,
    userId: `${id}:${name}`,
    accessKeyId: '',
    entityId: id,
    roleArn: roleArn(role),
    session: { name, issuedAt: now, expiresAt: now },
  }
}
