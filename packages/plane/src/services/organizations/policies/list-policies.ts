import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { renderPolicySummary } from '../render.ts'
import { fullAccess } from '../../../domain/organization/organization.ts'
import { readPolicyType } from './policy-type.ts'
import { operation } from '../organizations-operation.ts'

export const ListPolicies = operation(organizations.ListPolicies, {
  asks: ({ Filter }, _, parts, call) =>
    mayOrganize('ListPolicies', [], parts, call, { 'organizations:policytype': Filter }),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    const type = readPolicyType(input.Filter)
    const own = organization.policies.filter(policy => policy.type === type)
    const { items, next } = pageOf([fullAccess[type], ...own], input)
    return { Policies: items.map(policy => renderPolicySummary(organization, policy)), ...next }
  },
})
