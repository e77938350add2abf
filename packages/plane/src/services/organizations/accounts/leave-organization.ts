import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { accountFaults, masterCannotLeave } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

/** The calling account goes. What keeps it is a service control policy that denies this. */
export const LeaveOrganization = operation(organizations.LeaveOrganization, {
  asks: (_, __, parts, call) => mayOrganize('LeaveOrganization', [], parts, call),
  faults: { ...accountFaults, 'member-account.denied': masterCannotLeave },
  async run(_, parts, call) {
    await parts.accounts.leave(call)
    return {}
  },
})
