import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { accountNotFound, memberFaults } from '../errors.ts'
import { renderAccount } from '../render.ts'
import { findAccount } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const DescribeAccount = operation(organizations.DescribeAccount, {
  asks: ({ AccountId }, _, parts, call) => mayOrganize('DescribeAccount', [AccountId], parts, call),
  faults: memberFaults,
  async run({ AccountId }, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    const account = findAccount(organization, AccountId)
    if (!account) throw accountNotFound()
    return { Account: renderAccount(organization, account) }
  },
})
