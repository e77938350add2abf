import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { noSuchPolicyVersion, policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderDocument } from '../render.ts'
import { renderVersion } from './render-policy.ts'

/** Of AWS-managed policies the default version is known, and no other. */
export const GetPolicyVersion = operation(iam.GetPolicyVersion, {
  asks: ({ PolicyArn }) => [may('iam:GetPolicyVersion', PolicyArn)],
  faults: policyFaults,
  async run({ PolicyArn, VersionId }, { managedPolicies }) {
    const policy = managedPolicies.get(PolicyArn)
    if (policy.defaultVersionId !== VersionId) throw noSuchPolicyVersion(PolicyArn, VersionId)
    return { PolicyVersion: { Document: renderDocument(policy.document), ...renderVersion(policy) } }
  },
})
