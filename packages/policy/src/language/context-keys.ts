// Which condition keys a policy looks at: those of its conditions, and those that stand as variables in conditions and
// resources.
import { readDocument } from './document.ts'
import { isPiece, parseTemplate } from './variables.ts'

/** Names as written, each once whatever its case, sorted. Throws PolicyError for text that is no policy. */
export function contextKeysIn(text: string): readonly string[] {
  const { version, statements } = readDocument(text)
  const names = new Map<string, string>()
  const add = (name: string) => void (names.has(name.toLowerCase()) || names.set(name.toLowerCase(), name))
  for (const { conditions, resource } of statements) {
    for (const { key } of conditions) add(key)
    const texts = [...conditions.flatMap(({ values }) => values), ...(resource?.entries ?? [])]
    for (const name of texts.flatMap(each => variablesIn(each, version === '2012-10-17'))) add(name)
  }
  return [...names.values()].sort()
}

function variablesIn(text: string, allowVariables: boolean): readonly string[] {
  return parseTemplate(text, allowVariables).parts.flatMap(part => (isPiece(part) ? [] : part.name))
}
