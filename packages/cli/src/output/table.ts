import { oneLine } from './harmless-text.ts'

/** One column: its heading and what it shows of a row. */
export interface Column<Row> {
  readonly heading: string
  value(row: Row): string | undefined
}

/** Aligned columns for people. Widths count code points; wide characters may lean. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map(({ heading }) => heading),
    ...rows.map(row => columns.map(column => oneLine(column.value(row) ?? '') || '-')),
  ]
  const widths = columns.map((_, i) => Math.max(...cells.map(line => widthOf(line[i]!))))
  return cells
    .map(line =>
      line
        .map((cell, i) => cell + ' '.repeat(widths[i]! - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Tab-separated without heading, for programs that read standard output. */
export function renderPlain<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return rows.map(row => columns.map(column => oneLine(column.value(row) ?? '')).join('\t')).join('\n')
}

function widthOf(text: string): number {
  return Array.from(text).length
}
