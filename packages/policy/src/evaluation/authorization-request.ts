/** A condition key's value in a request; an array is a multivalued key (`aws:TagKeys`), even with one element. */
export type ContextValue = string | readonly string[]

/** The request's condition keys by lower-case name. A `Map<string, ContextValue>` is one. */
export interface ContextLookup {
  get(lowerCaseKey: string): ContextValue | undefined
}

/** Who asks. */
export interface PolicyPrincipal {
  readonly type: 'root' | 'user' | 'role-session' | 'federated-user' | 'service' | 'anonymous'
  /** Caller ARN: user ARN, assumed-role session ARN, root ARN; for a service its name (`ssm.amazonaws.com`). */
  readonly arn: string
  /** Twelve digits; empty for services and anonymous callers. */
  readonly account: string
  /** Of a role session: the role's ARN, path included. */
  readonly roleArn?: string
  /** Of a federated user: the ARN of the user whose keys made the session. */
  readonly userArn?: string
  /** `AIDA…` of a user, `AROA…` (or `AROA…:session`) of a role session. */
  readonly uniqueId?: string
}

/** One question: may this principal do this action on this one resource? */
export interface AuthorizationRequest {
  /** `service:Name`. */
  readonly action: string
  /** The resource's ARN, or the service's own string for actions without resources (`arn:aws:ssm:R:A:*`, `*`). */
  readonly resource: string
  /** Owner of the resource; empty or `aws` for what AWS owns (public documents, managed policies). */
  readonly resourceAccount: string
  readonly principal: PolicyPrincipal
  readonly context: ContextLookup
}
