// Credentials that hosts get: the instance's own identity, its profile's role, and node tokens of Systems Manager.
// Each is bound to the host it was made for.
import type { Role } from '../domain/role/role.ts'
import type { HostOrigin } from './caller.ts'
import type { SessionTokens, TemporaryCredentials } from './session-tokens.ts'

export interface HostCredentials {
  /** `assumed-role/aws:ec2-instance/i-…`: built-in rights for the instance itself. */
  issueIdentity(accountId: string, host: HostOrigin, now: Date): TemporaryCredentials
  /** The role of an instance profile, through the metadata service. */
  issueProfile(role: Role, host: HostOrigin, now: Date): TemporaryCredentials
  /** The Default Host Management role, from Systems Manager: no delivery by the metadata service is marked. */
  issueNodeToken(role: Role, host: HostOrigin, now: Date): TemporaryCredentials
}

const metadataSeconds = 6 * 3600

export function createHostCredentials(tokens: SessionTokens, nodeTokenSeconds: number): HostCredentials {
  function issueRole(role: Role, host: HostOrigin, now: Date, seconds: number): TemporaryCredentials {
    const session = { name: host.id, issuedAt: now, expiresAt: after(now, seconds), host }
    return tokens.issue({ kind: 'role', accountId: role.accountId, roleId: role.id, session })
  }
  return {
    issueIdentity: (accountId, host, now) =>
      tokens.issue({
        kind: 'instance-identity',
        accountId,
        host,
        issuedAt: now,
        expiresAt: after(now, metadataSeconds),
      }),
    issueProfile: (role, host, now) => issueRole(role, host, now, metadataSeconds),
    issueNodeToken: (role, { id, region, arn }, now) => issueRole(role, { id, region, arn }, now, nodeTokenSeconds),
  }
}

/** Whole seconds: agents and SDKs read expiry times without fractions. */
function after(now: Date, seconds: number): Date {
  return new Date(Math.floor(now.getTime() / 1000 + seconds) * 1000)
}
