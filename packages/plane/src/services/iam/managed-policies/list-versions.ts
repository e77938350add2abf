import type { PolicyVersion } from '@hostler/wire/models/iam'
import { versionId } from '../../../domain/policy/managed-policy.ts'
import type { IamParts } from '../iam-operation.ts'

/** A version and its text. */
export interface ToldVersion {
  readonly version: PolicyVersion
  readonly document: string
}

/**
 * Newest first; of AWS's policies the one in force, whose date is that of the policy's last change. Throws
 * `policy-arn.invalid`, `managed-policy.not-found`.
 */
export async function listVersions(
  accountId: string,
  arn: string,
  { managedPolicies, customerPolicies }: Pick<IamParts, 'managedPolicies' | 'customerPolicies'>,
): Promise<readonly ToldVersion[]> {
  const { own, defaultVersionId, updatedAt, document } = await managedPolicies.get(accountId, arn)
  if (!own) {
    return [{ version: { VersionId: defaultVersionId, IsDefaultVersion: true, CreateDate: updatedAt }, document }]
  }
  const versions = await customerPolicies.listVersions(accountId, arn)
  return versions.map(({ version, createdAt, document: text }) => ({
    version: { VersionId: versionId(version), IsDefaultVersion: version === own.defaultVersion, CreateDate: createdAt },
    document: text,
  }))
}
