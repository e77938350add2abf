import { type Outcome, symbolOf } from './outcome.ts'
import type { Principal } from './principals.ts'

/** The text of matrix.txt: a legend, then one line per operation with a column per principal. */
export function renderMatrix(
  principals: readonly Pick<Principal, 'name' | 'who'>[],
  operations: readonly { readonly service: string; readonly operation: string }[],
  outcomes: readonly Outcome[],
): string {
  const symbols = new Map(
    outcomes.map(outcome => [`${outcome.principal} ${outcome.service}:${outcome.operation}`, symbolOf(outcome)]),
  )
  const names = operations.map(({ service, operation }) => `${service}:${operation}`).sort()
  const width = Math.max(...names.map(name => name.length)) + 2
  const legend = principals.map(({ name, who }) => `${name.padEnd(12)}${who}`)
  const row = (first: string, cells: readonly string[]) => (first.padEnd(width) + cells.join('  ')).trimEnd()
  const head = row(
    '',
    principals.map(({ name }) => name),
  )
  const lines = names.map(name =>
    row(
      name,
      principals.map(principal => (symbols.get(`${principal.name} ${name}`) ?? '?').padEnd(principal.name.length)),
    ),
  )
  return [
    'Who may do what: every operation with valid input, about things of the home account (see world.ts).',
    '+ done   ~ let in, then refused for another reason (not theirs, for hosts only)   - refused by policies   x not authenticated',
    '',
    ...legend,
    '',
    head,
    ...lines,
    '',
  ].join('\n')
}
