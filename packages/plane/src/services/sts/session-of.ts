import type { AssumeRoleRequest } from '@hostler/wire/models/sts'
import type { Role } from '../../domain/role/role.ts'
import type { Caller, RoleSession } from '../../identity/caller.ts'
import type { Call } from '../operation.ts'
import { durationAboveChain, durationAboveRole } from './errors.ts'
import { sessionPolicies } from './session-policies.ts'
import { sessionTags } from './session-tags.ts'
import type { StsParts } from './sts-operation.ts'

const defaultSeconds = 3600
const chainedMaxSeconds = 3600

/** The session that a call asks for. Throws what is wrong with the request. */
export async function sessionOf(
  input: AssumeRoleRequest,
  role: Role,
  parts: StsParts,
  { caller, now }: Call,
): Promise<RoleSession> {
  const chained = caller.kind === 'role'
  const { DurationSeconds: seconds = defaultSeconds } = input
  if (seconds > role.maxSessionSeconds) throw durationAboveRole()
  if (chained && seconds > chainedMaxSeconds) throw durationAboveChain()
  const sourceIdentity = sourceIdentityOf(input, caller)
  return {
    name: input.RoleSessionName,
    issuedAt: now,
    expiresAt: new Date(now.getTime() + seconds * 1000),
    ...sessionTags(input, caller),
    ...(await sessionPolicies(input, role.accountId, parts)),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(chained && { chained }),
  }
}

/** Once set, a source identity stays for the whole chain. */
export function sourceIdentityOf(
  { SourceIdentity }: Pick<AssumeRoleRequest, 'SourceIdentity'>,
  caller: Caller,
): string | undefined {
  return (caller.kind === 'role' ? caller.session.sourceIdentity : undefined) ?? SourceIdentity
}
