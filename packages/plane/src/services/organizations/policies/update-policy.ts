import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { policyFaults } from '../errors.ts'
import { renderPolicy } from '../render.ts'
import { operation } from '../organizations-operation.ts'

/** Counts from the next call on, wherever the policy is attached. */
export const UpdatePolicy = operation(organizations.UpdatePolicy, {
  asks: ({ PolicyId }, _, parts, call) => mayOrganize('UpdatePolicy', [PolicyId], parts, call),
  faults: policyFaults,
  async run({ PolicyId, Name, Description, Content }, parts, call) {
    const { organization, policy } = await parts.policies.update(call, PolicyId, {
      ...(Name !== undefined && { name: Name }),
      ...(Description !== undefined && { description: Description }),
      ...(Content !== undefined && { content: Content }),
    })
    return { Policy: renderPolicy(organization, policy) }
  },
})
