import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { AwsFault } from '@hostler/wire/aws-fault'
import { accountFaults, constraintViolation } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

/** The account's credentials stop working at once, those of its hosts too. AWS keeps it for 90 days; here it stays. */
export const CloseAccount = operation(organizations.CloseAccount, {
  asks: ({ AccountId }, _, parts, call) => mayOrganize('CloseAccount', [AccountId], parts, call),
  faults: {
    ...accountFaults,
    'member-account.conflict': () =>
      new AwsFault('AccountAlreadyClosedException', 400, 'You attempted to close an account that is already closed.'),
    'member-account.denied': () =>
      constraintViolation('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'You attempted to close the management account.'),
  },
  async run({ AccountId }, parts, call) {
    await parts.accounts.close(call, AccountId)
    return {}
  },
})
