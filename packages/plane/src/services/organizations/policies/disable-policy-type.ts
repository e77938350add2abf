import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { policyTypeFaults } from '../errors.ts'
import { renderRoot } from '../render.ts'
import { readPolicyType } from './policy-type.ts'
import { operation } from '../organizations-operation.ts'

export const DisablePolicyType = operation(organizations.DisablePolicyType, {
  asks: ({ RootId, PolicyType }, _, parts, call) =>
    mayOrganize('DisablePolicyType', [RootId], parts, call, { 'organizations:policytype': PolicyType }),
  faults: policyTypeFaults,
  async run({ RootId, PolicyType }, parts, call) {
    return { Root: renderRoot(await parts.policies.disableType(call, RootId, readPolicyType(PolicyType))) }
  },
})
