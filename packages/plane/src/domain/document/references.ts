// References in documents: `{{ name }}` stands for a parameter, `{{ ssm:name }}` for a parameter of the parameter
// store. Agents put the values in; here is only told what they would find.
import { badContent } from './content-error.ts'

/** Go's `\s`, which agents look for. */
const space = '[\\t\\n\\f\\r ]*'
const parameterReference = new RegExp(`\\{\\{${space}([a-zA-Z0-9]+)${space}\\}\\}`, 'g')
const wholeReference = new RegExp(`^\\{\\{${space}([a-zA-Z0-9]+)${space}\\}\\}$`)
const storeReference = /\{\{ *ssm:[/\w.:-]+ *\}\}/g

export type Values = ReadonlyMap<string, string | readonly string[]>

/** Whether a text is not what it says until an agent has looked into the parameter store. */
export function refersToStore(text: string): boolean {
  return text.search(storeReference) >= 0
}

/** Whether a text holds any reference. */
export function isOpen(text: string): boolean {
  return text.search(parameterReference) >= 0 || refersToStore(text)
}

/** Throws `document-content.invalid` for a parameter that is not declared and for a reference that agents overlook. */
export function checkReferences(value: unknown, declared: { has(name: string): boolean }): void {
  if (typeof value === 'string') {
    for (const [, name] of value.matchAll(parameterReference)) {
      if (!declared.has(name!)) throw badContent(`Parameter "${name!.slice(0, 100)}" is not declared`)
    }
    const why = whyBadStoreReference(value)
    if (why !== undefined) throw badContent(why)
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) checkReferences(member, declared)
  }
}

/** Why agents would overlook or misread a `{{ ssm:` in a text; undefined when they would not. */
export function whyBadStoreReference(text: string): string | undefined {
  const begun = text.match(/\{\{ *ssm:/g)?.length ?? 0
  const whole = text.match(storeReference)?.length ?? 0
  return begun === whole ? undefined : 'A reference to the parameter store is written {{ ssm:name }}.'
}

/**
 * The value as an agent sees it: a text that is one reference becomes the value itself, references inside a text become
 * text. Values are not looked through again.
 */
export function fillIn(value: unknown, values: Values): unknown {
  if (typeof value === 'string') {
    const whole = values.get(wholeReference.exec(value)?.[1] ?? '')
    if (whole !== undefined) return whole
    return value.replace(parameterReference, (reference, name: string) => {
      const found = values.get(name)
      if (found === undefined) return reference
      return (typeof found === 'string' ? found : JSON.stringify(found)).replaceAll('$$', () => '$')
    })
  }
  if (Array.isArray(value)) return value.map(item => fillIn(item, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fillIn(member, values)]))
}
