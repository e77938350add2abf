import { isObject, type JsonObject } from './start-message.ts'

const NAME = /^[a-zA-Z0-9]+$/
const REFERENCE = /\{\{\s*([a-zA-Z0-9]+)\s*\}\}/g
const ONLY_REFERENCE = /^\{\{\s*([a-zA-Z0-9]+)\s*\}\}$/

/**
 * A copy of `value` in which every `{{ name }}` is replaced, in strings however deep. A string that is one reference
 * and nothing else becomes the parameter's value with its type; elsewhere values become text, in which `$$` is `$`.
 * Values are not looked into again. References to what is not in `parameters` stay.
 */
export function putInParameters(value: unknown, parameters: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') return putIntoText(value, parameters)
  if (Array.isArray(value)) return value.map(item => putInParameters(item, parameters))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, putInParameters(member, parameters)]))
}

/** The parameters' values: what was given, else the document's defaults. Names that are none are dropped. */
export function parameterValues(declared: unknown, given: JsonObject): Map<string, unknown> {
  const values = new Map<string, unknown>()
  for (const [name, declaration] of Object.entries(isObject(declared) ? declared : {})) {
    if (isObject(declaration) && declaration['default'] !== undefined) values.set(name, declaration['default'])
  }
  for (const [name, value] of Object.entries(given)) if (NAME.test(name)) values.set(name, value)
  return values
}

function putIntoText(text: string, parameters: ReadonlyMap<string, unknown>): unknown {
  const only = ONLY_REFERENCE.exec(text)?.[1]
  if (only !== undefined && parameters.has(only)) return parameters.get(only)
  return text.replace(REFERENCE, (reference, name: string) =>
    parameters.has(name) ? textOf(parameters.get(name)).replaceAll('$$', () => '$') : reference,
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
