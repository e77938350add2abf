import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { attachmentFaults } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

/** Counts from the next call on, and for sessions that are open. */
export const DetachPolicy = operation(organizations.DetachPolicy, {
  asks: ({ PolicyId, TargetId }, _, parts, call) => mayOrganize('DetachPolicy', [PolicyId, TargetId], parts, call),
  faults: attachmentFaults,
  async run({ PolicyId, TargetId }, parts, call) {
    await parts.policies.detach(call, PolicyId, TargetId)
    return {}
  },
})
