import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { AwsFault } from '@hostler/wire/aws-fault'
import { accountFaults } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

export const MoveAccount = operation(organizations.MoveAccount, {
  asks: ({ AccountId, SourceParentId, DestinationParentId }, _, parts, call) =>
    mayOrganize('MoveAccount', [AccountId, SourceParentId, DestinationParentId], parts, call),
  faults: {
    ...accountFaults,
    'source-parent.not-found': () =>
      new AwsFault(
        'SourceParentNotFoundException',
        400,
        "We can't find a source root or OU with the ParentId that you specified.",
      ),
    'destination-parent.not-found': () =>
      new AwsFault(
        'DestinationParentNotFoundException',
        400,
        "We can't find the destination container (a root or OU) with the ParentId that you specified.",
      ),
    'member-account.already-exists': () =>
      new AwsFault('DuplicateAccountException', 400, 'That account is already present in the specified destination.'),
  },
  async run({ AccountId, SourceParentId, DestinationParentId }, parts, call) {
    await parts.accounts.move(call, AccountId, SourceParentId, DestinationParentId)
    return {}
  },
})
