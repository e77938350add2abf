import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { attachmentFaults } from '../errors.ts'
import { operation } from '../organizations-operation.ts'

/** Counts from the next call on, and for sessions that are open. */
export const AttachPolicy = operation(organizations.AttachPolicy, {
  asks: ({ PolicyId, TargetId }, _, parts, call) => mayOrganize('AttachPolicy', [PolicyId, TargetId], parts, call),
  faults: attachmentFaults,
  async run({ PolicyId, TargetId }, parts, call) {
    await parts.policies.attach(call, PolicyId, TargetId)
    return {}
  },
})
