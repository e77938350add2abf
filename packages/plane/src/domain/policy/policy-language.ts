// What the domain needs to know of policy texts. The engine behind it is injected, so nouns know no syntax.
import type { EntityName } from './entity.ts'

export interface PolicyLanguage {
  /** Throws `policy.invalid`, with the sentence for the caller as its message. */
  check(document: string, kind: 'identity' | 'trust' | 'session' | 'resource' | 'scp' | 'rcp'): void
  /** Throws `policy-size.limit-exceeded` when the inline policies of one entity are too long together. */
  checkInlineSize(holder: EntityName, documents: readonly string[]): void
  /** Throws `policy-size.limit-exceeded`. */
  checkManagedSize(document: string): void
  /** Throws `policy-size.limit-exceeded`. */
  checkOrganizationSize(document: string): void
  /** Throws `policy-size.limit-exceeded`. */
  checkTrustSize(trustPolicy: string): void
  /** Accounts, users, roles and sessions that a trust policy names, each once. */
  principalsOf(trustPolicy: string): readonly string[]
  /** The trust policy as compact JSON, its principals renamed; those without a new name stay. */
  renamePrincipals(trustPolicy: string, names: ReadonlyMap<string, string>): string
}
