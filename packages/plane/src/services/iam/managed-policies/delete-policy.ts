import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { ownPolicyFaults, policyHasVersions, policyInUse } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { requireOwnPolicy } from './require-own-policy.ts'

export const DeletePolicy = operation(iam.DeletePolicy, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'DeletePolicy', parts, call),
  faults: {
    ...ownPolicyFaults,
    'policy-attachments.conflict': policyInUse,
    'policy-versions.conflict': policyHasVersions,
  },
  async run({ PolicyArn }, { customerPolicies }, call) {
    requireOwnPolicy(PolicyArn, 'DeletePolicy', call)
    await customerPolicies.delete(call, PolicyArn)
    return {}
  },
})
