import { compileCondition, type Condition } from '../conditions/condition.ts'
import {
  checkElements,
  checkPrincipals,
  readDocument,
  type PolicyKind,
  type PolicyVersion,
} from '../language/document.ts'
import { PolicyError, policyMessages } from '../language/policy-error.ts'
import type { ConditionEntry, PrincipalEntry, Statement } from '../language/statement.ts'
import { ActionMatcher } from '../matching/action.ts'
import { PrincipalMatcher } from '../matching/principal.ts'
import { ResourceMatcher } from '../matching/resource.ts'

/** A statement ready to be matched. `index` counts the document's statements from zero. */
export interface CompiledStatement {
  readonly index: number
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly action: ActionMatcher
  /** Undefined in trust policies: the role itself is the resource. */
  readonly resource: ResourceMatcher | undefined
  readonly principal: PrincipalMatcher | undefined
  readonly conditions: readonly Condition[]
  /** The same conditions as written, for explanations. */
  readonly conditionEntries: readonly ConditionEntry[]
}

/** A policy ready to be evaluated. Immutable: keep it as long as the document does not change. */
export interface CompiledPolicy {
  readonly kind: PolicyKind
  readonly version: PolicyVersion
  /** The document as it was given. */
  readonly text: string
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
  /** Every principal the document names, as written. */
  readonly principals: readonly PrincipalEntry[]
}

/**
 * Prepares a stored document for evaluation. Tolerant of what matches nothing (a malformed ARN, an operator that does
 * not exist, an empty Statement list), as AWS is with documents saved long ago; throws PolicyError where the structure
 * leaves doubt.
 */
export function compilePolicy(text: string, kind: PolicyKind): CompiledPolicy {
  const document = readDocument(text)
  if (document.statements.some(statement => !statement.effectIsExact)) throw new PolicyError(policyMessages.legacy)
  checkPrincipals(document, kind)
  checkElements(document, kind)
  const version = document.version ?? '2008-10-17'
  const statements = document.statements.map(statement => compileStatement(statement, kind, version === '2012-10-17'))
  return {
    kind,
    version,
    text,
    denies: statements.filter(statement => statement.effect === 'Deny'),
    allows: statements.filter(statement => statement.effect === 'Allow'),
    principals: document.statements.flatMap(statement => statement.principal?.entries ?? []),
  }
}

function compileStatement(statement: Statement, kind: PolicyKind, allowVariables: boolean): CompiledStatement {
  const { index, sid, effect, action, resource, principal, conditions } = statement
  const completeArns = kind === 'identity' || kind === 'boundary' || kind === 'session'
  return {
    index,
    sid,
    effect,
    action: new ActionMatcher(action ?? { entries: [], negated: false }),
    resource: resource && new ResourceMatcher(resource, { effect, allowVariables, completeArns }),
    principal: principal && new PrincipalMatcher(principal),
    conditions: conditions.map(condition => compileCondition(condition, allowVariables)),
    conditionEntries: conditions,
  }
}
