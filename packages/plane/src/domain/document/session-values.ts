// The values that a caller gives to the parameters of a session's document. All rules are kept here, because agents
// keep only one of them, and then in silence.
import { DomainError } from '../basics/errors.ts'
import type { ParameterDeclarations } from './parameter-declaration.ts'
import { type Values, whyBadStoreReference } from './references.ts'

const lengthMax = 64 * 1024

/**
 * A text for each `String`, a list for each `StringList`, defaults filled in. Throws `session-parameter.invalid`.
 *
 * @param given as the API has them: lists of texts, also for one value
 */
export function readValues(
  declarations: ParameterDeclarations,
  given: Readonly<Record<string, readonly string[]>>,
): Values {
  const entries = Object.entries(given)
  const length = entries.reduce((sum, [, values]) => sum + values.reduce((all, value) => all + value.length + 1, 0), 0)
  if (length > lengthMax) throw invalid('', `The values of all parameters are longer than ${lengthMax} together.`)
  const unknown = entries.find(([name]) => !declarations.has(name))
  if (unknown) throw invalid(unknown[0], `Parameter "${unknown[0].slice(0, 100)}" is not declared in the document.`)
  const lists = new Map(entries)
  const found = new Map<string, string | readonly string[]>()
  for (const { name, type, defaultValue, whyNot } of declarations.values()) {
    const values = lists.get(name)
    if (!values) {
      if (defaultValue === undefined) throw invalid(name, `Parameter "${name}" requires a value.`)
      found.set(name, defaultValue as string | readonly string[])
      continue
    }
    const why = whyNot(values) ?? values.map(whyBadStoreReference).find(text => text !== undefined)
    if (why !== undefined) throw invalid(name, why)
    found.set(name, type === 'StringList' ? values : values[0]!)
  }
  return found
}

function invalid(name: string, message: string): DomainError {
  return new DomainError('session-parameter', 'invalid', name, { message })
}
