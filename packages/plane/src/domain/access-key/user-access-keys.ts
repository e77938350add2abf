// Permanent keys of users and of an account's root: two at most for each, and a secret that is told once.
import { DomainError } from '../basics/errors.ts'
import { newAccessKeyId, newSecretAccessKey } from '../basics/ids.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Reader, Storage } from '../storage.ts'
import { type Owner, ownerId } from '../user/owner-id.ts'
import type { AccessKey } from './access-key.ts'

const keysMax = 2

/** Whose key it is; root has no name. */
export type AccessKeyOwner = { readonly isRoot: true } | { readonly isRoot: false; readonly name: string }

/** Every verb but `findOwner` throws `user.not-found`. */
export interface UserAccessKeys {
  /** The secret is returned here and never again. Throws `access-keys.limit-exceeded` above 2. */
  create(context: ActionContext, owner: Owner): Promise<{ key: AccessKey; secretAccessKey: string }>
  /** Throws `access-key.not-found`. */
  updateStatus(context: ActionContext, owner: Owner, id: string, status: AccessKey['status']): Promise<void>
  /** Throws `access-key.not-found`. */
  delete(context: ActionContext, owner: Owner, id: string): Promise<void>
  /** Undefined when the account has no such key. */
  findOwner(accountId: string, id: string): Promise<AccessKeyOwner | undefined>
  list(context: ActionContext, owner: Owner): Promise<readonly AccessKey[]>
}

/** @param seal encrypts a secret for storage, bound to the id of its key */
export function createUserAccessKeys(
  storage: Storage,
  seal: (secretAccessKey: string, accessKeyId: string) => string,
): UserAccessKeys {
  return {
    create({ accountId, now }, owner) {
      const id = newAccessKeyId('AKIA')
      const secretAccessKey = newSecretAccessKey()
      const sealedSecret = seal(secretAccessKey, id)
      return storage.write(async writer => {
        const userId = await ownerId(writer, accountId, owner)
        if ((await writer.accessKeys.listByUser(accountId, userId)).length >= keysMax) {
          throw new DomainError('access-keys', 'limit-exceeded', owner ?? accountId)
        }
        const key: AccessKey = { id, accountId, userId, sealedSecret, status: 'Active', createdAt: now }
        await writer.accessKeys.insert(key)
        return { key, secretAccessKey }
      })
    },
    async updateStatus({ accountId }, owner, id, status) {
      await storage.write(async writer => {
        await checkOwned(writer, accountId, owner, id)
        await writer.accessKeys.updateStatus(id, status)
      })
    },
    async delete({ accountId }, owner, id) {
      await storage.write(async writer => {
        await checkOwned(writer, accountId, owner, id)
        await writer.accessKeys.delete(id)
        await writer.accessKeyUses.delete(id)
      })
    },
    async findOwner(accountId, id) {
      const key = await storage.read.accessKeys.find(id)
      if (key?.accountId !== accountId) return undefined
      if (key.userId === accountId) return { isRoot: true }
      const user = await storage.read.users.findById(accountId, key.userId)
      return user && { isRoot: false, name: user.name }
    },
    async list({ accountId }, owner) {
      return storage.read.accessKeys.listByUser(accountId, await ownerId(storage.read, accountId, owner))
    },
  }
}

type KeyDirectory = Pick<Reader, 'users' | 'accessKeys'>

/** A key of somebody else reads as one that does not exist. */
async function checkOwned(directory: KeyDirectory, accountId: string, owner: Owner, id: string): Promise<void> {
  const userId = await ownerId(directory, accountId, owner)
  const key = await directory.accessKeys.find(id)
  if (key?.accountId !== accountId || key.userId !== userId) throw new DomainError('access-key', 'not-found', id)
}
