import type { AccessKeyMetadata } from '@hostler/wire/models/iam'
import type { AccessKey } from '../../../domain/access-key/access-key.ts'
import type { Owner } from '../../../domain/user/owner-id.ts'

/** A key without its secret. @param owner the user's name, or undefined for the account's root */
export function renderAccessKey(
  key: AccessKey,
  owner: Owner,
): Required<Omit<AccessKeyMetadata, 'UserName'>> & {
  UserName?: string
} {
  return {
    ...(owner !== undefined && { UserName: owner }),
    AccessKeyId: key.id,
    Status: key.status,
    CreateDate: key.createdAt,
  }
}
