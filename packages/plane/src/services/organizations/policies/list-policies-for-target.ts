import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults, targetNotFound } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { renderPolicySummary } from '../render.ts'
import { findPlace, policiesAt } from '../../../domain/organization/organization-tree.ts'
import { readPolicyType } from './policy-type.ts'
import { operation } from '../organizations-operation.ts'

/** What is attached to this very place; what it inherits is not told. */
export const ListPoliciesForTarget = operation(organizations.ListPoliciesForTarget, {
  asks: ({ TargetId, Filter }, _, parts, call) =>
    mayOrganize('ListPoliciesForTarget', [TargetId], parts, call, { 'organizations:policytype': Filter }),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const organization = await parts.organizations.getManaged(accountId)
    if (!findPlace(organization, input.TargetId)) throw targetNotFound()
    const { items, next } = pageOf(policiesAt(organization, input.TargetId, readPolicyType(input.Filter)), input)
    return { Policies: items.map(policy => renderPolicySummary(organization, policy)), ...next }
  },
})
