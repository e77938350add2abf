import { JsonNumber, type JsonObject, type JsonValue } from './json.ts'
import { PolicyError, policyMessages } from './policy-error.ts'

/** `Action`/`NotAction` or `Resource`/`NotResource`: the entries, and whether the Not form was used. */
export interface EntryList {
  readonly entries: readonly string[]
  readonly negated: boolean
}

export const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const
export type PrincipalType = (typeof principalTypes)[number]

export interface PrincipalEntry {
  readonly type: PrincipalType
  readonly value: string
}

export interface PrincipalList {
  readonly entries: readonly PrincipalEntry[]
  readonly negated: boolean
}

export interface ConditionEntry {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** One statement as written. Elements may be missing; which ones must be there depends on the kind of policy. */
export interface Statement {
  readonly index: number
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  /** False for spellings such as `allow`, which AWS recognises and refuses with a text of its own. */
  readonly effectIsExact: boolean
  readonly principal: PrincipalList | undefined
  readonly action: EntryList | undefined
  readonly resource: EntryList | undefined
  readonly conditions: readonly ConditionEntry[]
}

const elementNames = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

/** Reads one statement; throws PolicyError for wrong types, unknown elements and an element beside its Not form. */
export function readStatement(value: JsonValue, index: number): Statement {
  const members = objectOf(value)
  for (const name of members.keys()) if (!elementNames.has(name)) throw syntaxError()
  const effect = stringOf(members.get('Effect'))
  return {
    index,
    sid: members.has('Sid') ? stringOf(members.get('Sid')) : undefined,
    effect: readEffect(effect),
    effectIsExact: effect === 'Allow' || effect === 'Deny',
    principal: readPair(members, 'Principal', readPrincipals),
    action: readPair(members, 'Action', readEntries),
    resource: readPair(members, 'Resource', readEntries),
    conditions: readConditions(members.get('Condition')),
  }
}

function readEffect(text: string): 'Allow' | 'Deny' {
  const folded = text.toLowerCase()
  if (folded === 'allow') return 'Allow'
  if (folded === 'deny') return 'Deny'
  throw syntaxError()
}

function readPair<T>(
  members: JsonObject,
  name: string,
  read: (value: JsonValue, negated: boolean) => T,
): T | undefined {
  const plain = members.get(name)
  const negated = members.get(`Not${name}`)
  if (plain !== undefined && negated !== undefined) throw syntaxError()
  if (plain !== undefined) return read(plain, false)
  return negated === undefined ? undefined : read(negated, true)
}

function readEntries(value: JsonValue, negated: boolean): EntryList {
  return { entries: listOf(value, stringOf), negated }
}

function readPrincipals(value: JsonValue, negated: boolean): PrincipalList {
  if (value === '*') return { entries: [{ type: 'AWS', value: '*' }], negated }
  const entries: PrincipalEntry[] = []
  for (const [type, names] of objectOf(value)) {
    if (!isPrincipalType(type)) throw syntaxError()
    for (const name of listOf(names, stringOf)) entries.push({ type, value: name })
  }
  return { entries, negated }
}

function isPrincipalType(name: string): name is PrincipalType {
  return (principalTypes as readonly string[]).includes(name)
}

function readConditions(value: JsonValue | undefined): readonly ConditionEntry[] {
  if (value === undefined) return []
  const conditions: ConditionEntry[] = []
  for (const [operator, keys] of objectOf(value)) {
    for (const [key, values] of objectOf(keys)) {
      conditions.push({ operator, key, values: listOf(values, scalarOf) })
    }
  }
  return conditions
}

function listOf<T>(value: JsonValue, item: (value: JsonValue) => T): readonly T[] {
  return isList(value) ? value.map(item) : [item(value)]
}

/** Whether a JSON value is an array. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function scalarOf(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.text
  return typeof value === 'boolean' ? String(value) : stringOf(value)
}

/** The value as a string, else PolicyError. */
export function stringOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw syntaxError()
  return value
}

/** The value as an object, else PolicyError. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  if (!(value instanceof Map)) throw syntaxError()
  return value
}

function syntaxError(): PolicyError {
  return new PolicyError(policyMessages.syntax)
}
