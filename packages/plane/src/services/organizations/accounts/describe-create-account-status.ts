import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { createAccountStatusNotFound, memberFaults } from '../errors.ts'
import { renderRequest } from '../render.ts'
import { operation } from '../organizations-operation.ts'

export const DescribeCreateAccountStatus = operation(organizations.DescribeCreateAccountStatus, {
  asks: (_, __, parts, call) => mayOrganize('DescribeCreateAccountStatus', [], parts, call),
  faults: memberFaults,
  async run({ CreateAccountRequestId }, parts, { accountId }) {
    const { requests } = await parts.organizations.getManaged(accountId)
    const request = requests.find(({ id }) => id === CreateAccountRequestId)
    if (!request) throw createAccountStatusNotFound()
    return { CreateAccountStatus: renderRequest(request) }
  },
})
