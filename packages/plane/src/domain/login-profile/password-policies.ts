// The password policy of an account: at most one.
import { DomainError } from '../basics/errors.ts'
import type { Storage } from '../storage.ts'
import type { PasswordPolicy } from './password-policy.ts'

export interface PasswordPolicies {
  /** Throws `password-policy.not-found`. */
  get(accountId: string): Promise<PasswordPolicy>
  /** Replaces the whole policy. Passwords that are set already stay good. */
  put(accountId: string, policy: PasswordPolicy): Promise<void>
  /** Throws `password-policy.not-found`. */
  delete(accountId: string): Promise<void>
}

export function createPasswordPolicies(storage: Storage): PasswordPolicies {
  return {
    async get(accountId) {
      return (await storage.read.passwordPolicies.find(accountId)) ?? fail(accountId)
    },
    put: (accountId, policy) => storage.write(writer => writer.passwordPolicies.put(accountId, policy)),
    async delete(accountId) {
      await storage.write(async writer => {
        if (!(await writer.passwordPolicies.find(accountId))) fail(accountId)
        await writer.passwordPolicies.delete(accountId)
      })
    },
  }
}

function fail(accountId: string): never {
  throw new DomainError('password-policy', 'not-found', accountId)
}
