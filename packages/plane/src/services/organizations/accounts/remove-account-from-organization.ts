import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { accountFaults, masterCannotLeave } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

/** The account stands alone then, bound by nobody's policies but its own. */
export const RemoveAccountFromOrganization = operation(organizations.RemoveAccountFromOrganization, {
  asks: ({ AccountId }, _, parts, call) => mayOrganize('RemoveAccountFromOrganization', [AccountId], parts, call),
  faults: { ...accountFaults, 'member-account.denied': masterCannotLeave },
  async run({ AccountId }, parts, call) {
    await parts.accounts.remove(call, AccountId)
    return {}
  },
})
