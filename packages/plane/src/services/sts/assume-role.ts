import * as sts from '@hostler/wire/models/sts'
import { anyone } from '../../access/ask.ts'
import type { Role } from '../../domain/role/role.ts'
import { malformedPolicyDocument, providedContextsNotServed, rootMayNotAssume, wrongMfaCode } from './errors.ts'
import { requireTrust } from './require-trust.ts'
import { sessionOf } from './session-of.ts'
import { packedPercent } from './session-policies.ts'
import { operation } from './sts-operation.ts'

/**
 * Credentials of a role's session. The role's trust policy has the say, so the question is put in `run`, before
 * anything is revealed: a role that does not exist reads as one that does not trust the caller.
 */
export const AssumeRole = operation(sts.AssumeRole, {
  asks: () => anyone,
  faults: { 'policy.invalid': ({ message }) => malformedPolicyDocument(message) },
  async run(input, parts, call) {
    if (call.caller.kind === 'root') throw rootMayNotAssume()
    const role = await requireTrust(input, parts, call)
    if (input.SerialNumber !== undefined || input.TokenCode !== undefined) throw wrongMfaCode()
    if (input.ProvidedContexts?.length) throw providedContextsNotServed()
    const session = await sessionOf(input, role, parts, call)
    const { id: roleId, accountId } = role
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = parts.sessionTokens.issue({
      kind: 'role',
      accountId,
      roleId,
      session,
    })
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: expiresAt,
      },
      AssumedRoleUser: assumedRoleUser(role, session.name),
      ...packedSize(input),
      ...(session.sourceIdentity !== undefined && { SourceIdentity: session.sourceIdentity }),
    }
  },
})

function assumedRoleUser({ accountId, id, name }: Role, session: string): sts.AssumedRoleUser {
  return {
    AssumedRoleId: `${id}:${session}`,
    Arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`,
  }
}

/** Told only of sessions that carry policies or tags. */
function packedSize(input: sts.AssumeRoleRequest): { PackedPolicySize?: number } {
  const percent = packedPercent(input)
  return percent === 0 ? {} : { PackedPolicySize: percent }
}
