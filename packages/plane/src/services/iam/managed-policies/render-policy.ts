import { createHash } from 'node:crypto'
import type { Policy } from '@hostler/wire/models/iam'
import type { PolicyUse } from '../../../domain/policy/managed-policies.ts'

/** A managed policy as GetPolicy and ListPolicies answer it; only GetPolicy tells descriptions and tags. */
export function renderPolicy({ policy, attachmentCount, boundaryCount, attachable }: PolicyUse): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.own?.id ?? policyId(policy.arn),
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachmentCount,
    PermissionsBoundaryUsageCount: boundaryCount,
    IsAttachable: attachable,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  }
}

/** AWS does not publish the unique ids of its policies: this one is made of the ARN, so that it stays the same. */
function policyId(arn: string): string {
  return `ANPA${createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()}`
}
