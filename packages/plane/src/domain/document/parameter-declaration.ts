// The parameters that a document declares, and which values they take.
import { compileAllowedPattern } from './allowed-pattern.ts'
import { badContent, isMembers, type Members, onlyKnown } from './content-error.ts'
import type { ParameterSummary } from './document.ts'

export interface ParameterDeclaration {
  readonly name: string
  readonly type: string
  readonly description?: string
  /** As it stands in the document; undefined when a value is required. */
  readonly defaultValue: unknown
  /** Why these values cannot be given, in a sentence; undefined when they can. A `String` has exactly one. */
  whyNot(values: readonly string[]): string | undefined
}

export type ParameterDeclarations = ReadonlyMap<string, ParameterDeclaration>

const members = ['type', 'description', 'default', 'displayType', 'interpolationType']
const rules = ['allowedValues', 'allowedPattern', 'minChars', 'maxChars', 'minItems', 'maxItems']
const parametersMax = 200

/**
 * Throws `document-content.invalid` for a declaration that no agent could read, or whose own default it refuses.
 *
 * @param types that parameters may have; every type when absent
 */
export function readDeclarations(value: unknown, types?: readonly string[]): ParameterDeclarations {
  if (value === undefined || value === null) return new Map()
  if (!isMembers(value)) throw badContent('parameters must be an object.')
  const entries = Object.entries(value)
  if (entries.length > parametersMax) throw badContent(`A document has at most ${parametersMax} parameters.`)
  return new Map(entries.map(([name, declaration]) => [name, readDeclaration(name, declaration, types)]))
}

/** Parameters as descriptions of the document show them. */
export function summarize(declarations: ParameterDeclarations): ParameterSummary[] {
  return [...declarations.values()].map(({ name, type, description, defaultValue }) => ({
    name,
    type,
    ...(description !== undefined && { description }),
    ...(defaultValue !== undefined && {
      defaultValue: typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue),
    }),
  }))
}

function readDeclaration(name: string, value: unknown, types?: readonly string[]): ParameterDeclaration {
  if (!/^[a-zA-Z0-9]+$/.test(name)) throw badContent(`Parameter name "${name.slice(0, 100)}" is not alpha-numeric.`)
  if (!isMembers(value)) throw badContent(`Parameter "${name}" must be an object.`)
  onlyKnown(value, [...members, ...rules], `parameter "${name}"`)
  const { type, description, default: defaultValue } = value
  if (typeof type !== 'string' || (types && !types.includes(type))) {
    throw badContent(`Parameter "${name}" has no known type${types ? `: one of [${types.join(', ')}]` : ''}.`)
  }
  const texts = ['description', 'displayType', 'interpolationType', 'allowedPattern']
  const noText = texts.find(member => value[member] !== undefined && typeof value[member] !== 'string')
  if (noText !== undefined) throw badContent(`${noText} of parameter "${name}" must be text.`)
  const declaration: ParameterDeclaration = {
    name,
    type,
    defaultValue: defaultValue ?? undefined,
    whyNot: readRules(name, type, value),
    ...(typeof description === 'string' && { description }),
  }
  checkDefault(declaration)
  return declaration
}

function checkDefault({ name, type, defaultValue, whyNot }: ParameterDeclaration): void {
  if (defaultValue === undefined || (type !== 'String' && type !== 'StringList')) return
  const values = type === 'String' ? [defaultValue] : defaultValue
  if (!isTexts(values)) throw badContent(`The default of parameter "${name}" is no ${type}.`)
  const why = whyNot(values)
  if (why !== undefined) throw badContent(`The default does not meet the rules. ${why}`)
}

function readRules(name: string, type: string, value: Members): ParameterDeclaration['whyNot'] {
  const { allowedValues, allowedPattern } = value
  const limit = (member: string) => readLimit(name, member, value[member])
  const [minChars, maxChars] = [limit('minChars') ?? 0, limit('maxChars') ?? Infinity]
  const [minItems, maxItems] = [limit('minItems') ?? 0, limit('maxItems') ?? Infinity]
  if (allowedValues !== undefined && allowedValues !== null && !isAllowedValues(allowedValues, type)) {
    throw badContent(`allowedValues of parameter "${name}" must be a list of texts.`)
  }
  const pattern = typeof allowedPattern === 'string' ? allowedPattern : ''
  const matches = pattern && compileAllowedPattern(pattern, name)
  return values => {
    const has = `Parameter "${name}" has value "[${values.join(', ').slice(0, 200)}]"`
    if (type === 'String' && values.length !== 1) return `Parameter "${name}" takes exactly one value.`
    if (values.length < minItems || values.length > maxItems) {
      return `Parameter "${name}" has ${values.length} values, which is ${outside(minItems, maxItems)}.`
    }
    if (values.some(({ length }) => length < minChars || length > maxChars)) {
      return `${has} of a length ${outside(minChars, maxChars)}.`
    }
    if (isTexts(allowedValues) && !values.every(text => allowedValues.includes(text))) {
      return `${has} not in [${allowedValues.join(', ').slice(0, 500)}].`
    }
    if (matches && !values.every(matches)) return `${has} not matching "${pattern}".`
    return undefined
  }
}

/** Numbers and booleans are allowed values of parameters of other types than text. */
function isAllowedValues(value: unknown, type: string): boolean {
  return isTexts(value) || (Array.isArray(value) && type !== 'String' && type !== 'StringList')
}

function readLimit(name: string, member: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  if ((typeof value === 'number' || typeof value === 'string') && /^\d{1,9}$/.test(`${value}`)) return Number(value)
  throw badContent(`${member} of parameter "${name}" must be a whole number.`)
}

function outside(min: number, max: number): string {
  return max === Infinity ? `below ${min}` : `not from ${min} to ${max}`
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}
