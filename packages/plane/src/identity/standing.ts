import type { AccessKeys } from './access-keys.ts'
import type { Caller } from './caller.ts'
import type { Principals } from './principals.ts'

/** Whether somebody who has been identified once would still be identified now. */
export interface Standing {
  /**
   * Why not, in a sentence; undefined while all is well. Temporary credentials that have run out are no reason: they
   * were good when they were used.
   */
  whyLost(caller: Caller): Promise<string | undefined>
  /** The same caller under the names that it has now: policies are about those. */
  asNow(caller: Caller): Promise<Caller>
}

export function createStanding(parts: { readonly accessKeys: AccessKeys; readonly principals: Principals }): Standing {
  async function whyUserLost(accountId: string, userId: string): Promise<string | undefined> {
    if (userId === accountId || (await parts.principals.findUser(accountId, userId))) return undefined
    return 'The user has been deleted.'
  }

  return {
    async asNow(caller) {
      if (caller.kind !== 'user') return caller
      const user = await parts.principals.findUser(caller.accountId, caller.entityId)
      return user ? { ...caller, arn: user.arn, userName: user.name } : caller
    },
    async whyLost(caller) {
      if (!(await parts.principals.isAccountOpen(caller.accountId))) return 'The account has been closed.'
      switch (caller.kind) {
        case 'root':
        case 'user':
          // Temporary credentials outlive the key that they were got with, as on AWS.
          if (!caller.session && !(await parts.accessKeys.find(caller.accessKeyId)))
            return 'The access key is no longer active.'
          return whyUserLost(caller.accountId, caller.userId)
        case 'federated':
          return whyUserLost(caller.accountId, caller.entityId)
        case 'role':
          return (await parts.principals.findRole(caller.accountId, caller.entityId))
            ? undefined
            : 'The role has been deleted.'
        case 'instance-identity':
        case 'unsigned':
          return undefined
      }
    },
  }
}
