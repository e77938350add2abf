import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { noSuchPolicyVersion, policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderDocument } from '../render.ts'
import { listVersions } from './list-versions.ts'

/** Of AWS-managed policies the default version is known, and no other. */
export const GetPolicyVersion = operation(iam.GetPolicyVersion, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'GetPolicyVersion', parts, call),
  faults: policyFaults,
  async run({ PolicyArn, VersionId }, parts, { accountId }) {
    const versions = await listVersions(accountId, PolicyArn, parts)
    const found = versions.find(({ version }) => version.VersionId === VersionId)
    if (!found) throw noSuchPolicyVersion(PolicyArn, VersionId)
    return { PolicyVersion: { Document: renderDocument(found.document), ...found.version } }
  },
})
