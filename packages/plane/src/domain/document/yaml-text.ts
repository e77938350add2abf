import { isAlias, isMap, isScalar, isSeq, parseDocument, type ParsedNode } from 'yaml'
import { badContent, notWellFormed } from './content-error.ts'
import { checkMemberName, depthMax } from './json-text.ts'

/**
 * YAML 1.2 with nothing but what JSON has: no tags, no anchors and aliases (a small text could stand for a huge one),
 * texts as names. Throws `document-content.invalid`.
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, {
    schema: 'core',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) {
    if (/call stack/.test(problem.message)) throw tooDeep()
    throw notWellFormed('YAML', text, problem.pos[0], problem.message)
  }
  return toPlain(document.contents, 1)
}

function toPlain(node: ParsedNode | null, depth: number): unknown {
  if (depth > depthMax) throw tooDeep()
  if (isAlias(node)) throw badContent('YAML aliases are not supported.')
  if (isSeq(node)) return node.items.map(item => toPlain(item, depth + 1))
  if (isMap(node)) {
    const names = new Set<string>()
    return Object.fromEntries(
      node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : undefined
        if (name === undefined) throw badContent('Names in YAML must be plain texts.')
        checkMemberName(name, names)
        return [name, toPlain(value, depth + 1)]
      }),
    )
  }
  const value: unknown = isScalar(node) ? node.value : null
  if (typeof value === 'number' && !Number.isFinite(value)) throw badContent('Numbers must be finite.')
  return value
}

function tooDeep() {
  return badContent(`Objects and lists stand in each other deeper than ${depthMax}.`)
}
