import { expect, test } from 'vitest'
import { harmlessLines, oneLine } from './harmless-text.ts'

const clipboard = '\u001b]52;c;cm0gLXJmIH4K\u0007'

test('nothing that a terminal obeys is left', () => {
  for (const text of [clipboard, '\u009b2J', 'a\u0007b\u007f', 'x\u202ey']) {
    expect(oneLine(text)).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(harmlessLines(text)).not.toMatch(/[\p{Cc}\u202e]/u)
  }
})

test('one line is one line, and lines stay lines', () => {
  expect(oneLine('first\r\nsecond\tthird')).toBe('first second third')
  expect(harmlessLines('first\r\nsecond\tthird\rfourth\n')).toBe('first\nsecond\tthird fourth\n')
})

test('text in any language stays as it is', () => {
  for (const text of ['本番の障害対応', 'Zugriff für Ünal 🚀', 'مرحبا']) {
    expect(oneLine(text)).toBe(text)
    expect(harmlessLines(text)).toBe(text)
  }
})
