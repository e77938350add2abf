// What AWS checks when a policy is saved, in AWS's order and words. Stricter than compilePolicy, which also reads what
// was stored before. Existence (of principals, of roles) is the caller's to check: this file knows only the text.
import { parseDate } from '../conditions/date.ts'
import { parseOperator } from '../conditions/operators.ts'
import { ActionMatcher } from '../matching/action.ts'
import { checkElements, checkPrincipals, readDocument, type PolicyDocument, type PolicyKind } from './document.ts'
import { PolicyError, policyMessages } from './policy-error.ts'
import type { Statement } from './statement.ts'
import { checkActions } from './validate-actions.ts'
import { checkPrincipalNames } from './validate-principals.ts'
import { checkResources, isUnreadableArn } from './validate-resources.ts'

/** IAM and STS accept these characters only (`PolicyDocument` in their models); Organizations accepts any. */
const charactersOutsideLatin1 = /[^\t\n\r\u0020-\u00ff]/

const kindsThatNeedNewVersion: ReadonlySet<PolicyKind> = new Set(['identity', 'boundary', 'scp', 'rcp'])
const kindsWithAnySid: ReadonlySet<PolicyKind> = new Set(['resource', 'endpoint'])

/** Throws PolicyError with AWS's message for the first thing wrong with a document that is about to be saved. */
export function validatePolicy(text: string, kind: PolicyKind): void {
  if (kind !== 'scp' && kind !== 'rcp' && charactersOutsideLatin1.test(text))
    throw new PolicyError(policyMessages.syntax)
  const document = readDocument(text)
  if (document.statements.length === 0) throw new PolicyError(policyMessages.syntax)
  checkOperators(document)
  if (kindsThatNeedNewVersion.has(kind) && document.version !== '2012-10-17') {
    throw new PolicyError(policyMessages.version)
  }
  if (document.statements.some(failsLegacyParsing)) throw new PolicyError(policyMessages.legacy)
  checkSids(document, kind)
  checkPrincipals(document, kind)
  checkResources(document)
  checkActions(document)
  checkElements(document, kind)
  checkPrincipalNames(document)
  if (kind === 'trust') checkTrustActions(document)
  if (kind === 'rcp') checkResourceControl(document)
}

function checkOperators({ statements }: PolicyDocument): void {
  for (const { conditions } of statements) {
    for (const { operator } of conditions) {
      if (parseOperator(operator) === undefined) throw new PolicyError(policyMessages.syntax)
    }
  }
}

/** AWS's second, older parser: spelling of Effect, dates, ARNs without a service. */
function failsLegacyParsing({ effectIsExact, conditions, resource }: Statement): boolean {
  return (
    !effectIsExact ||
    conditions.some(({ operator, values }) => isDateOperator(operator) && values.some(isNoDate)) ||
    (resource?.entries ?? []).some(isUnreadableArn)
  )
}

function isDateOperator(operator: string): boolean {
  return parseOperator(operator)?.name.startsWith('Date') === true
}

function isNoDate(text: string): boolean {
  return parseDate(text) === undefined
}

function checkSids({ statements }: PolicyDocument, kind: PolicyKind): void {
  const seen = new Set<string>()
  for (const { sid } of statements) {
    if (sid === undefined || sid === '') continue
    if (seen.has(sid)) throw new PolicyError(policyMessages.sidUnique)
    if (!kindsWithAnySid.has(kind) && !/^[0-9A-Za-z]*$/.test(sid)) throw new PolicyError(policyMessages.sidCharacters)
    seen.add(sid)
  }
}

const trustActions = [
  'assumerole',
  'assumerolewithsaml',
  'assumerolewithwebidentity',
  'tagsession',
  'setsourceidentity',
  'setcontext',
]

function checkTrustActions({ statements }: PolicyDocument): void {
  for (const { action } of statements) {
    if (action?.negated === true || !action?.entries.every(isTrustAction)) {
      throw new PolicyError(policyMessages.trustActions)
    }
  }
}

function isTrustAction(entry: string): boolean {
  const matcher = new ActionMatcher({ entries: [entry], negated: false })
  return entry !== '*' && trustActions.some(name => matcher.matches({ service: 'sts', name }))
}

/** Resource control policies only deny, and always everyone. */
function checkResourceControl({ statements }: PolicyDocument): void {
  for (const { effect, principal } of statements) {
    const everyone = principal?.negated === false && principal.entries.every(entry => entry.value === '*')
    if (effect !== 'Deny' || !everyone) throw new PolicyError(policyMessages.organization)
  }
}
