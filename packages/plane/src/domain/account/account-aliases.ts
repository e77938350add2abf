// Names of accounts, for people who sign in: one an account, unique on the plane.
import { DomainError } from '../basics/errors.ts'
import type { Storage } from '../storage.ts'

export interface AccountAliases {
  find(accountId: string): Promise<string | undefined>
  /** Takes the place of the alias before. Throws `alias.already-exists` when another account has it, `alias.invalid`. */
  create(accountId: string, alias: string): Promise<void>
  /** Throws `alias.not-found` when it is not the account's. */
  delete(accountId: string, alias: string): Promise<void>
}

export function createAccountAliases(storage: Storage): AccountAliases {
  return {
    find: accountId => storage.read.accountAliases.find(accountId),
    async create(accountId, alias) {
      // It would be taken for the id of another account where people sign in.
      if (/^\d{12}$/.test(alias)) throw new DomainError('alias', 'invalid', alias)
      await storage.write(async writer => {
        const holder = await writer.accountAliases.findAccount(alias)
        if (holder !== undefined && holder !== accountId) throw new DomainError('alias', 'already-exists', alias)
        await writer.accountAliases.put(accountId, alias)
      })
    },
    async delete(accountId, alias) {
      await storage.write(async writer => {
        if ((await writer.accountAliases.find(accountId)) !== alias) throw new DomainError('alias', 'not-found', alias)
        await writer.accountAliases.delete(accountId)
      })
    },
  }
}
