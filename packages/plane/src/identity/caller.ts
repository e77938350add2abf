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
}

export interface UserCaller extends CallerBase {
  readonly kind: 'user'
  /** Friendly name, without path. */
  readonly userName: string
  /** `AIDA…` */
  readonly entityId: string
}

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

export type Caller = RootCaller | UserCaller | RoleCaller | InstanceIdentityCaller | UnsignedCaller

/** The host whose credentials these are, if a host's. */
export function hostOf(caller: Caller): HostOrigin | undefined {
  if (caller.kind === 'instance-identity') return caller.host
  return caller.kind === 'role' ? caller.session.host : undefined
}

/** Until when a host's credentials vouch for what it keeps open; undefined for credentials that are no host's. */
export function vouchedUntil(caller: Caller): Date | undefined {
  return caller.kind === 'role' && caller.session.host ? caller.session.expiresAt : undefined
}
