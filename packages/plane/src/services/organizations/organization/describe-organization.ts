import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { memberFaults } from '../errors.ts'
import { renderOrganization } from '../render.ts'
import { operation } from '../organizations-operation.ts'

/** Every account of the organization may know it. */
export const DescribeOrganization = operation(organizations.DescribeOrganization, {
  asks: (_, __, parts, call) => mayOrganize('DescribeOrganization', [], parts, call),
  faults: memberFaults,
  async run(_, parts, { accountId }) {
    return { Organization: renderOrganization(await parts.organizations.get(accountId)) }
  },
})
