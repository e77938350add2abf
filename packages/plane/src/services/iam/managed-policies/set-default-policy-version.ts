import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { ownPolicyFaults, policyVersionNotFound } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readVersionId } from './read-version-id.ts'
import { requireOwnPolicy } from './require-own-policy.ts'

export const SetDefaultPolicyVersion = operation(iam.SetDefaultPolicyVersion, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'SetDefaultPolicyVersion', parts, call),
  faults: {
    ...ownPolicyFaults,
    'policy-version.not-found': policyVersionNotFound,
  },
  async run({ PolicyArn, VersionId }, { customerPolicies }, call) {
    requireOwnPolicy(PolicyArn, 'SetDefaultPolicyVersion', call)
    await customerPolicies.setDefaultVersion(call, PolicyArn, readVersionId(VersionId))
    return {}
  },
})
