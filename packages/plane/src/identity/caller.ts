// Who is calling, once a signature has been verified. Made by identity/, read by everyone.

interface CallerBase {
  /** Twelve digits. */
  readonly accountId: string
  /** As GetCallerIdentity and denial messages print it. */
  readonly arn: string
  /** `aws:userid`. */
  readonly userId: string
  readonly accessKeyId: string
}

/** The account itself. */
export interface RootCaller extends CallerBase {
  readonly kind: 'root'
  /** Set for temporary credentials (GetSessionToken). */
  readonly session?: UserSession
}

export interface UserCaller extends CallerBase {
  readonly kind: 'user'
  /** Friendly name, without path. */
  readonly userName: string
  /** `AIDA…` */
  readonly entityId: string
  /** Set for temporary credentials (GetSessionToken). */
  readonly session?: UserSession
}

/** What temporary credentials of a user, or of root, carry with them: the same rights, and perhaps a proof. */
export interface UserSession {
  readonly issuedAt: Date
  readonly expiresAt: Date
  /** When the user showed a code of its device; absent when it did not. */
  readonly mfaAt?: Date
}

/** Somebody for whom a user got credentials (GetFederationToken): the user's rights, as far as the session's go. */
export interface FederatedCaller extends CallerBase {
  readonly kind: 'federated'
  /** `AIDA…` of the user behind it, or the account id for root. */
  readonly entityId: string
  /** ARN of the user behind it, or of root. */
  readonly userArn: string
  readonly session: FederatedSession
}

export type FederatedSession = Pick<RoleSession, 'name' | 'issuedAt' | 'expiresAt' | 'tags' | 'policy' | 'policyArns'>

/** A session of a role: AssumeRole, an instance profile, or Default Host Management. */
export interface RoleCaller extends CallerBase {
  readonly kind: 'role'
  /** `AROA…` */
  readonly entityId: string
  /** With path. */
  readonly roleArn: string
  readonly session: RoleSession
}

/** What a role session carries with it beyond its role. */
export interface RoleSession {
  readonly name: string
  readonly issuedAt: Date
  readonly expiresAt: Date
  /** Session tags. */
  readonly tags?: Readonly<Record<string, string>>
  readonly transitiveTagKeys?: readonly string[]
  readonly sourceIdentity?: string
  /** Inline session policy text and ARNs of managed ones. */
  readonly policy?: string
  readonly policyArns?: readonly string[]
  /** True when the session was assumed with credentials of another session. */
  readonly chained?: boolean
  /** Set for credentials that a host holds: it acts for this node only. */
  readonly host?: HostOrigin
}

export interface HostOrigin {
  /** `i-…` or `mi-…`. */
  readonly id: string
  readonly region: string
  /** ARN of the instance or managed instance. */
  readonly arn: string
  /** How the metadata service handed the credentials out: `1.0` IMDSv1, `2.0` IMDSv2; absent for node tokens. */
  readonly roleDelivery?: '1.0' | '2.0'
  readonly privateIp?: string
}

/** EC2's instance identity role, or a hybrid node's own key: built-in rights for its own host and no policies. */
export interface InstanceIdentityCaller extends CallerBase {
  readonly kind: 'instance-identity'
  readonly host: HostOrigin
  readonly issuedAt: Date
}

/** Somebody who signed nothing, for the few calls that are judged by what they carry. No policy allows it anything. */
export interface UnsignedCaller extends CallerBase {
  readonly kind: 'unsigned'
}

export type Caller = RootCaller | UserCaller | FederatedCaller | RoleCaller | InstanceIdentityCaller | UnsignedCaller

/** When temporary credentials were issued; undefined for permanent ones. */
export function issuedAtOf(caller: Caller): Date | undefined {
  if (caller.kind === 'unsigned') return undefined
  return caller.kind === 'instance-identity' ? caller.issuedAt : caller.session?.issuedAt
}

/** When the caller showed a code of its device to get these credentials; undefined when it did not. */
export function mfaAtOf(caller: Caller): Date | undefined {
  return caller.kind === 'user' || caller.kind === 'root' ? caller.session?.mfaAt : undefined
}

/** Tags that the session brings, besides those of the user or role behind it. */
export function sessionTagsOf(caller: Caller): Readonly<Record<string, string>> {
  return (caller.kind === 'role' || caller.kind === 'federated' ? caller.session.tags : undefined) ?? {}
}

/** The host whose credentials these are, if a host's. */
export function hostOf(caller: Caller): HostOrigin | undefined {
  if (caller.kind === 'instance-identity') return caller.host
  return caller.kind === 'role' ? caller.session.host : undefined
}

/** Until when a host's credentials vouch for what it keeps open; undefined for credentials that are no host's. */
export function vouchedUntil(caller: Caller): Date | undefined {
  return caller.kind === 'role' && caller.session.host ? caller.session.expiresAt : undefined
}
