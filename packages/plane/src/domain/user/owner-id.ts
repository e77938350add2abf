import { DomainError } from '../basics/errors.ts'
import type { Reader } from '../storage.ts'

/** Whose keys or devices: a user's by name, or those of the account's root where the name is undefined. */
export type Owner = string | undefined

/** `AIDA…` of the user, or the account id for root. Throws `user.not-found`. */
export async function ownerId({ users }: Pick<Reader, 'users'>, accountId: string, owner: Owner): Promise<string> {
  if (owner === undefined) return accountId
  const user = await users.find(accountId, owner)
  if (!user) throw new DomainError('user', 'not-found', owner)
  return user.id
}
