import type { PolicyPrincipal } from '../evaluation/authorization-request.ts'
import type { PrincipalList } from '../language/statement.ts'

/** How a statement names the caller, weakest first. It decides which other policies must still allow. */
export const naming = {
  /** Not named. */
  none: 0,
  /** Only the account is named: the account may delegate through its own identity policies. */
  account: 1,
  /** The role behind a session, or the user behind a federated user: boundary and session policies still limit. */
  parent: 2,
  /** The user, role session, federated user or service itself, or everyone (`*`). */
  direct: 3,
} as const
export type Naming = (typeof naming)[keyof typeof naming]

const accountId = /^\d{12}$/
const arnPattern = /^arn:([^:]*):(iam|sts)::(\d{12}):(.+)$/

/**
 * `Principal` or `NotPrincipal`. Names are compared exactly; `*` alone means everyone. A role's ARN names its sessions
 * by account and role name, because session ARNs do not show the role's path.
 */
export class PrincipalMatcher {
  readonly negated: boolean
  #everyone = false
  readonly #accounts = new Set<string>()
  readonly #roles = new Set<string>()
  readonly #names = new Set<string>()
  readonly #services = new Set<string>()
  readonly #providers = new Set<string>()

  constructor({ entries, negated }: PrincipalList) {
    this.negated = negated
    for (const { type, value } of entries) {
      if (type === 'Service') this.#services.add(value)
      else if (type === 'Federated') this.#providers.add(value)
      else if (type === 'AWS') this.#addAws(value)
    }
  }

  /** How a `Principal` element names the caller. */
  namingOf(principal: PolicyPrincipal): Naming {
    if (this.#everyone) return naming.direct
    if (principal.type === 'service') return this.#services.has(principal.arn) ? naming.direct : naming.none
    if (this.#providers.has(principal.arn) || this.#names.has(principal.arn)) return naming.direct
    if (principal.type === 'anonymous') return naming.none
    if (principal.type === 'user' && this.#names.has(principal.uniqueId ?? '')) return naming.direct
    if (this.#namesParentOf(principal)) return naming.parent
    return this.#accounts.has(principal.account) ? naming.account : naming.none
  }

  /**
   * Whether a `NotPrincipal` element exempts the caller. An account in a Deny exempts only its root user: AWS wants
   * the account listed beside the user who is exempt, without exempting everybody else in it.
   */
  exempts(principal: PolicyPrincipal, effect: 'Allow' | 'Deny'): boolean {
    const named = this.namingOf(principal)
    if (named === naming.account) return effect === 'Allow' || principal.type === 'root'
    return named !== naming.none
  }

  #namesParentOf(principal: PolicyPrincipal): boolean {
    if (principal.type === 'federated-user') return this.#names.has(principal.userArn ?? '')
    if (principal.type !== 'role-session') return false
    if (this.#names.has(principal.uniqueId?.split(':')[0] ?? '')) return true
    return (
      this.#roles.size > 0 && this.#roles.has(roleOfSession(principal.arn) ?? roleKey(principal.roleArn ?? '') ?? '')
    )
  }

  #addAws(value: string): void {
    if (value === '*') this.#everyone = true
    else if (accountId.test(value)) this.#accounts.add(value)
    else {
      const arn = arnPattern.exec(value)
      const role = roleKey(value)
      if (arn?.[2] === 'iam' && arn[4] === 'root') this.#accounts.add(arn[3] ?? '')
      else if (role !== undefined) this.#roles.add(role)
      else if (value !== '') this.#names.add(value)
    }
  }
}

/** `partition:account/NAME` of a role's ARN with any path. */
function roleKey(arn: string): string | undefined {
  const match = arnPattern.exec(arn)
  if (match?.[2] !== 'iam' || !match[4]?.startsWith('role/')) return undefined
  return `${match[1]}:${match[3]}/${match[4].slice(match[4].lastIndexOf('/') + 1)}`
}

/** The same key of an assumed-role session's ARN: `assumed-role/NAME/SESSION`. */
function roleOfSession(arn: string): string | undefined {
  const match = arnPattern.exec(arn)
  if (match?.[2] !== 'sts' || !match[4]?.startsWith('assumed-role/')) return undefined
  return `${match[1]}:${match[3]}/${match[4].split('/')[1]}`
}
