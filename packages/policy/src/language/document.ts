// The shape of a policy document: from text to typed elements, and which elements each kind of policy must or must not
// have. Values inside the elements (actions, ARNs, operators) are judged in validate.ts, never here.
import { readJson, type JsonValue } from './json.ts'
import { PolicyError, policyMessages } from './policy-error.ts'
import { policyTextLimit } from './size.ts'
import { isList, objectOf, readStatement, stringOf, type Statement } from './statement.ts'

export type PolicyKind = 'identity' | 'boundary' | 'session' | 'resource' | 'trust' | 'scp' | 'rcp' | 'endpoint'
export type PolicyVersion = '2008-10-17' | '2012-10-17'

export interface PolicyDocument {
  /** Undefined when the document states none, which AWS reads as 2008-10-17. */
  readonly version: PolicyVersion | undefined
  readonly id: string | undefined
  readonly statements: readonly Statement[]
}

const principalRules: Readonly<Record<PolicyKind, 'forbidden' | 'required' | 'optional'>> = {
  identity: 'forbidden',
  boundary: 'forbidden',
  session: 'forbidden',
  scp: 'forbidden',
  resource: 'required',
  trust: 'required',
  rcp: 'required',
  endpoint: 'optional',
}

/** Reads a document of any kind. Throws PolicyError when it is not JSON or an element has the wrong type. */
export function readDocument(text: string): PolicyDocument {
  if (text.length > policyTextLimit) throw new PolicyError(policyMessages.syntax)
  const members = objectOf(readJson(text))
  for (const name of members.keys()) {
    if (name !== 'Version' && name !== 'Id' && name !== 'Statement') throw new PolicyError(policyMessages.syntax)
  }
  const version = members.get('Version')
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicyError(policyMessages.syntax)
  }
  return {
    version,
    id: members.has('Id') ? stringOf(members.get('Id')) : undefined,
    statements: readStatements(members.get('Statement')),
  }
}

function readStatements(value: JsonValue = null): readonly Statement[] {
  return (isList(value) ? value : [value]).map(readStatement)
}

/** Throws PolicyError when a statement names principals or resources where the kind of policy has none, or lacks them. */
export function checkPrincipals(document: PolicyDocument, kind: PolicyKind): void {
  const rule = principalRules[kind]
  for (const { principal } of document.statements) {
    if (rule === 'forbidden' && principal !== undefined) {
      throw new PolicyError(kind === 'scp' ? policyMessages.organization : policyMessages.principalForbidden)
    }
    if (rule === 'required' && (principal === undefined || principal.entries.length === 0)) {
      throw new PolicyError(policyMessages.noPrincipal)
    }
    if (kind === 'trust' && principal?.negated === true) throw new PolicyError('Has prohibited field NotPrincipal')
  }
}

/** Throws PolicyError for an empty or missing Action, then for an empty, missing or (trust policies) present Resource. */
export function checkElements(document: PolicyDocument, kind: PolicyKind): void {
  for (const { action } of document.statements) {
    if (action === undefined || action.entries.length === 0) throw new PolicyError(policyMessages.noActions)
  }
  for (const { resource } of document.statements) {
    if (kind === 'trust' && resource !== undefined) throw new PolicyError('Has prohibited field Resource')
    if (kind !== 'trust' && (resource === undefined || resource.entries.length === 0)) {
      throw new PolicyError(policyMessages.noResources)
    }
  }
}
