// The policy engine in the domain's words: judges documents that are about to be saved, reads whom a trust policy
// names, and decides whether a service may assume a role. Keeps nothing and reads no storage.
import {
  checkPolicySize,
  compilePolicy,
  evaluate,
  type NamedPolicy,
  PolicyError,
  type PolicyHolder,
  policySize,
  validatePolicy,
} from '@hostler/policy/index'
import { DomainError } from '../domain/basics/errors.ts'
import type { PolicyLanguage } from '../domain/policy/policy-language.ts'
import { isProtected } from '../domain/policy/entity.ts'
import { type Role, roleArn } from '../domain/role/role.ts'
import type { OrganizationBindings, PolicyLevels } from '../identity/organization-bindings.ts'
import { compileCached } from '../identity/principals.ts'

/**
 * Whether a role's trust policy lets a service (`ec2.amazonaws.com`) assume it on behalf of the role's account.
 *
 * @param rcps resource control policies that protect the account's roles
 */
export function trusts(role: Role, service: string, rcps?: PolicyLevels): boolean {
  const resource = trustPolicyAs(roleArn(role), role.trustPolicy)
  const request = {
    action: 'sts:AssumeRole',
    resource: roleArn(role),
    resourceAccount: role.accountId,
    principal: { type: 'service' as const, arn: service, account: '' },
    context: new Map([
      ['aws:principalisawsservice', 'true'],
      ['aws:principalservicename', service],
      ['aws:sourceaccount', role.accountId],
    ]),
  }
  const sets = { identity: [], resource, resourceKind: 'trust' as const, ...(rcps && { rcps }) }
  return evaluate(request, sets).effect === 'allow'
}

/** As {@link trusts}, with what the organization of the role's account says to it; service-linked roles it leaves alone. */
export function createServiceTrust(organizations: OrganizationBindings) {
  return async (role: Role, service: string): Promise<boolean> => {
    const binding = isProtected(role.path) ? undefined : await organizations.of(role.accountId)
    return trusts(role, service, binding?.rcps)
  }
}

/** A trust policy, ready to be evaluated, under its role's ARN. `text` is the stored form or the one with names. */
export function trustPolicyAs(roleArn: string, text: string): NamedPolicy {
  return { id: roleArn, policy: compileCached(text, 'trust') }
}

/** The IAM language, for the verbs that save policies. */
export const policyLanguage: PolicyLanguage = {
  check: (document, kind) => translate('policy', 'invalid', () => validatePolicy(document, kind)),
  checkInlineSize({ type, name }, documents) {
    checkSize(type === 'user' || type === 'group' ? `${type}Inline` : 'roleInline', documents, name)
  },
  checkManagedSize: document => checkSize('managed', [document]),
  checkOrganizationSize: document => checkSize('scp', [document]),
  checkTrustSize: document => checkSize('trust', [document]),
  principalsOf(trustPolicy) {
    const principals = compilePolicy(trustPolicy, 'trust').principals
    return [...new Set(principals.filter(({ type }) => type === 'AWS').map(({ value }) => value))]
  },
  renamePrincipals(trustPolicy, names) {
    const document = JSON.parse(trustPolicy, numbersAsWritten) as TrustDocument
    for (const { Principal } of [document.Statement].flat()) {
      if (typeof Principal === 'string' || Principal.AWS === undefined) continue
      Principal.AWS = rename(Principal.AWS, names)
    }
    return JSON.stringify(document)
  },
}

/** The part of a valid trust policy that renaming touches. */
interface TrustDocument {
  readonly Statement: TrustStatement | readonly TrustStatement[]
}
interface TrustStatement {
  readonly Principal: string | { AWS?: string | readonly string[] }
}

function rename(given: string | readonly string[], names: ReadonlyMap<string, string>): string | readonly string[] {
  return typeof given === 'string' ? (names.get(given) ?? given) : given.map(name => names.get(name) ?? name)
}

/** The language compares numbers as text; parsing must not change how they are spelt. */
function numbersAsWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value
}

function checkSize(holder: PolicyHolder, documents: readonly string[], name?: string): void {
  const size = documents.reduce((sum, document) => sum + policySize(document), 0)
  translate('policy-size', 'limit-exceeded', () => checkPolicySize(holder, size, name))
}

/** The engine's refusals carry AWS's sentence; it becomes the message of the domain's error. */
function translate(noun: string, kind: 'invalid' | 'limit-exceeded', check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    throw new DomainError(noun, kind, error.code, { message: error.message })
  }
}
