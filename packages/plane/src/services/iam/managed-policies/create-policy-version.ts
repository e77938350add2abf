import * as iam from '@hostler/wire/models/iam'
import { versionId } from '../../../domain/policy/managed-policy.ts'
import { mayOn, policyNamed } from '../asks.ts'
import { documentFaults, ownPolicyFaults, tooManyVersions } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { requireOwnPolicy } from './require-own-policy.ts'

export const CreatePolicyVersion = operation(iam.CreatePolicyVersion, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'CreatePolicyVersion', parts, call),
  faults: { ...ownPolicyFaults, ...documentFaults, 'policy-versions.limit-exceeded': tooManyVersions },
  async run({ PolicyArn, PolicyDocument, SetAsDefault = false }, { customerPolicies }, call) {
    requireOwnPolicy(PolicyArn, 'CreatePolicyVersion', call)
    const { version, createdAt } = await customerPolicies.createVersion(call, PolicyArn, PolicyDocument, SetAsDefault)
    return {
      PolicyVersion: { VersionId: versionId(version), IsDefaultVersion: SetAsDefault, CreateDate: createdAt },
    }
  },
})
