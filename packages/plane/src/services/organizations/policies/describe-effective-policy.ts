import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { effectivePolicyNotFound, memberFaults, targetNotFound } from '../errors.ts'
import { findAccount } from '../../../domain/organization/organization-tree.ts'
import { operation } from '../organizations-operation.ts'

/** For policies that are merged on their way down, of which there are none here; control policies are no such policies. */
export const DescribeEffectivePolicy = operation(organizations.DescribeEffectivePolicy, {
  asks: ({ TargetId, PolicyType }, _, parts, call) =>
    mayOrganize('DescribeEffectivePolicy', TargetId === undefined ? [] : [TargetId], parts, call, {
      'organizations:policytype': PolicyType,
    }),
  faults: memberFaults,
  async run({ TargetId }, parts, { accountId }) {
    const organization = await parts.organizations.get(accountId)
    if (TargetId !== undefined && !findAccount(organization, TargetId)) throw targetNotFound()
    throw effectivePolicyNotFound()
  },
})
