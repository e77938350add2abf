import { type Caller, issuedAtOf, mfaAtOf } from '../identity/caller.ts'
import { eventTime } from './event-time.ts'

/** What stands in an event as `userIdentity`. */
export type UserIdentity = Readonly<Record<string, unknown>>

/** Who called, as CloudTrail writes it. */
export function userIdentity(caller: Caller): UserIdentity {
  const { accountId, arn, accessKeyId } = caller
  const own = { principalId: caller.userId, arn, accountId, accessKeyId }
  switch (caller.kind) {
    case 'root':
      return { type: 'Root', ...own, ...contextOf(caller) }
    case 'user':
      return { type: 'IAMUser', ...own, userName: caller.userName, ...contextOf(caller) }
    case 'federated':
      return { type: 'FederatedUser', ...own, ...contextOf(caller, federationIssuer(caller.userArn, caller.entityId)) }
    case 'role':
      return { type: 'AssumedRole', ...own, ...contextOf(caller, roleIssuer(caller.roleArn, caller.entityId)) }
    case 'instance-identity':
      return { type: 'AssumedRole', ...own, ...contextOf(caller) }
    case 'unsigned':
      return { type: 'Unknown' }
  }
}

/** Somebody of another account, as the account is told whose role was assumed. */
export function foreignIdentity(caller: Caller): UserIdentity {
  return { type: 'AWSAccount', principalId: caller.userId, accountId: caller.accountId }
}

/** The name that lookups go by: of the user, or of a role's session. */
export function userNameOf(caller: Caller): string | undefined {
  switch (caller.kind) {
    case 'root':
      return 'root'
    case 'user':
      return caller.userName
    case 'role':
    case 'federated':
      return caller.session.name
    case 'instance-identity':
      return caller.host.id
    case 'unsigned':
      return undefined
  }
}

interface Issuer {
  readonly type: string
  readonly principalId: string
  readonly arn: string
  readonly accountId: string
  readonly userName?: string
}

/** Only temporary credentials have one. */
function contextOf(caller: Caller, sessionIssuer?: Issuer): { sessionContext?: object } {
  const issuedAt = issuedAtOf(caller)
  if (!issuedAt) return {}
  const session = caller.kind === 'role' ? caller.session : undefined
  return {
    sessionContext: {
      ...(sessionIssuer && { sessionIssuer }),
      attributes: { creationDate: eventTime(issuedAt), mfaAuthenticated: String(mfaAtOf(caller) !== undefined) },
      ...(session?.sourceIdentity !== undefined && { sourceIdentity: session.sourceIdentity }),
      ...(session?.host?.roleDelivery && { ec2RoleDelivery: session.host.roleDelivery }),
    },
  }
}

function roleIssuer(arn: string, principalId: string): Issuer {
  return { type: 'Role', principalId, arn, accountId: arn.split(':')[4]!, userName: lastName(arn) }
}

function federationIssuer(arn: string, principalId: string): Issuer {
  const accountId = arn.split(':')[4]!
  if (arn.endsWith(':root')) return { type: 'Root', principalId, arn, accountId }
  return { type: 'IAMUser', principalId, arn, accountId, userName: lastName(arn) }
}

function lastName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}
