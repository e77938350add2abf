import type { Credentials } from '@hostler/wire/models/sts'
import type { TemporaryCredentials } from '../../identity/session-tokens.ts'

/** Credentials as every operation that issues them answers. */
export function renderCredentials(issued: TemporaryCredentials): Credentials {
  return {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    Expiration: issued.expiresAt,
  }
}
