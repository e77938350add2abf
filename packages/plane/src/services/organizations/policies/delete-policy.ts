import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { policyFaults } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

export const DeletePolicy = operation(organizations.DeletePolicy, {
  asks: ({ PolicyId }, _, parts, call) => mayOrganize('DeletePolicy', [PolicyId], parts, call),
  faults: policyFaults,
  async run({ PolicyId }, parts, call) {
    await parts.policies.delete(call, PolicyId)
    return {}
  },
})
