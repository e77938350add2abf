// A table as text: compact, with one operation or shape a line, so that diffs show what changed.
import type { ServiceModel } from '../../packages/wire/src/model/service-model.ts'

/** JSON text of a table; the same table always gives the same text. */
export function renderTable({ operations, shapes, ...facts }: ServiceModel): string {
  const head = Object.entries(facts).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},\n`)
  return `{\n${head.join('')}"operations": ${renderLines(operations)},\n"shapes": ${renderLines(shapes)}\n}\n`
}

function renderLines(record: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(record).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n}`
}
