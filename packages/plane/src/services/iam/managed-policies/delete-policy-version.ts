import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { deleteConflictOf, ownPolicyFaults, policyVersionNotFound } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readVersionId } from './read-version-id.ts'
import { requireOwnPolicy } from './require-own-policy.ts'

export const DeletePolicyVersion = operation(iam.DeletePolicyVersion, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'DeletePolicyVersion', parts, call),
  faults: {
    ...ownPolicyFaults,
    'policy-version.not-found': policyVersionNotFound,
    'policy-version.conflict': () => deleteConflictOf('Cannot delete the default version of a policy.'),
  },
  async run({ PolicyArn, VersionId }, { customerPolicies }, call) {
    requireOwnPolicy(PolicyArn, 'DeletePolicyVersion', call)
    await customerPolicies.deleteVersion(call, PolicyArn, readVersionId(VersionId))
    return {}
  },
})
