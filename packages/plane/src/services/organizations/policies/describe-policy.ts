import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { memberFaults, policyNotFound } from '../errors.ts'
import { renderPolicy } from '../render.ts'
import { findPolicy } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

export const DescribePolicy = operation(organizations.DescribePolicy, {
  asks: ({ PolicyId }, _, parts, call) => mayOrganize('DescribePolicy', [PolicyId], parts, call),
  faults: memberFaults,
  async run({ PolicyId }, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    const policy = findPolicy(organization, PolicyId)
    if (!policy) throw policyNotFound()
    return { Policy: renderPolicy(organization, policy) }
  },
})
