import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { accountFaults, cannotStandAlone, masterCannotLeave } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

/** The calling account goes, if it was not made by its organization: AWS asks of such for a payment of their own first. */
export const LeaveOrganization = operation(organizations.LeaveOrganization, {
  asks: (_, __, parts, call) => mayOrganize('LeaveOrganization', [], parts, call),
  faults: {
    ...accountFaults,
    'member-account.denied': masterCannotLeave,
    'member-account.unavailable': cannotStandAlone,
  },
  async run(_, parts, call) {
    await parts.accounts.leave(call)
    return {}
  },
})
