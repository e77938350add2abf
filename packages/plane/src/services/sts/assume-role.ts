import * as sts from '@hostler/wire/models/sts'
import { anyone } from '../../access/ask.ts'
import type { Role } from '../../domain/role/role.ts'
import { malformedPolicyDocument, mfaFaults, providedContextsNotServed, rootMayNotAssume } from './errors.ts'
import { renderCredentials } from './render-credentials.ts'
import { requireTrust } from './require-trust.ts'
import { sessionOf } from './session-of.ts'
import { packedSize } from './session-policies.ts'
import { operation } from './sts-operation.ts'
import { verifyMfa } from './verify-mfa.ts'

/**
 * Credentials of a role's session. The role's trust policy has the say, so the question is put in `run`, before
 * anything is revealed: a role that does not exist reads as one that does not trust the caller.
 */
export const AssumeRole = operation(sts.AssumeRole, {
  asks: () => anyone,
  faults: { ...mfaFaults, 'policy.invalid': ({ message }) => malformedPolicyDocument(message) },
  async run(input, parts, call) {
    if (call.caller.kind === 'root') throw rootMayNotAssume()
    // First: the trust policy may ask for it. A wrong code says nothing about the role.
    const hasMfa = await verifyMfa(input, parts, call)
    const role = await requireTrust(input, hasMfa, parts, call)
    if (input.ProvidedContexts?.length) throw providedContextsNotServed()
    const session = await sessionOf(input, role, parts, call)
    const { id: roleId, accountId } = role
    const issued = parts.sessionTokens.issue({ kind: 'role', accountId, roleId, session })
    return {
      Credentials: renderCredentials(issued),
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
