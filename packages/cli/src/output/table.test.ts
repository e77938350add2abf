import { expect, test } from 'vitest'
import { type Column, renderPlain, renderTable } from './table.ts'

interface Row {
  readonly name?: string
  readonly size?: string
}

const columns: readonly Column<Row>[] = [
  { heading: 'NAME', value: row => row.name },
  { heading: 'SIZE', value: row => row.size },
]

test('a table is as wide as its widest cells, with a dash where there is nothing', () => {
  const rows = [{ name: 'a-long-name', size: '1' }, { name: 'b' }, { size: '' }]
  expect(renderTable(columns, rows)).toBe(
    ['NAME         SIZE', 'a-long-name  1', 'b            -', '-            -'].join('\n'),
  )
})

test('what users and hosts have written neither moves the cursor nor begins a row', () => {
  const rows = [{ name: '\u001b[2J\u001b]52;c;eA==\u0007evil', size: '1\n2\t3' }]
  expect(renderTable(columns, rows).split('\n')).toHaveLength(2)
  expect(renderPlain(columns, rows)).toMatch(/^[^\p{Cc}]+\t1 2 3$/u)
})

test('a table without rows is its heading', () => {
  expect(renderTable(columns, [])).toBe('NAME  SIZE')
})

test('widths count characters, not bytes', () => {
  const lines = renderTable(columns, [
    { name: 'サーバー', size: '1' },
    { name: '🚀', size: '2' },
  ]).split('\n')
  expect(lines).toEqual(['NAME  SIZE', 'サーバー  1', '🚀     2'])
})

test('plain text is one row a line, cells between tabs, and no heading', () => {
  expect(renderPlain(columns, [{ name: 'a', size: '1' }, { size: '2' }])).toBe('a\t1\n\t2')
})
