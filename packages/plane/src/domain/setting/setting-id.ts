import { DomainError } from '../basics/errors.ts'
import type { Scope } from '../basics/scope.ts'

/** Parts of a resource name that settings are told by. */
const arnPattern = /^arn:aws[a-z-]*:ssm:([^:]*):([^:]*):servicesetting(\/.+)$/

/**
 * The short id (`/ssm/…`) behind what a caller sent: the short id itself or the full ARN of the caller's own
 * account and region. Throws `setting.invalid` for anything else.
 */
export function parseSettingId(given: string, scope: Scope): string {
  if (/^\/[\w./-]+$/.test(given)) return given
  const [, region, accountId, id] = arnPattern.exec(given) ?? []
  if (id !== undefined && region === scope.region && accountId === scope.accountId) return id
  throw new DomainError('setting', 'invalid', given)
}

/**
 * The id to ask permission for: as {@link parseSettingId}, but text that is no id of this account is passed
 * on as it is, so that the policies answer before the parser does.
 */
export function settingIdToAsk(given: string): string {
  return arnPattern.exec(given)?.[3] ?? given
}
