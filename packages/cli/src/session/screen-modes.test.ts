import { array, assert, nat, property } from 'fast-check'
import { expect, test } from 'vitest'
import { createScreenModes } from './screen-modes.ts'

function undoAfter(...outputs: string[]): string {
  const modes = createScreenModes()
  for (const output of outputs) modes.watch(Buffer.from(output))
  return modes.undo()
}

test('output that switches nothing has nothing to undo', () => {
  expect(undoAfter('hello', '\u001b[31mred\u001b[0m', '日本語', '\u001b[?7h\u001b[?12l')).toBe('')
})

test('an editor that broke off gives back screen, cursor, keys, mouse and pastes', () => {
  expect(undoAfter('\u001b[?1049h\u001b[?1h\u001b[?25l\u001b[?1000;1006h text')).toBe(
    '\u001b[?1049l\u001b[?1l\u001b[?25h\u001b[?1000l\u001b[?1006l\u001b[0m',
  )
})

test('what a program switched back itself is left alone', () => {
  expect(undoAfter('\u001b[?1049h\u001b[?25l', 'text', '\u001b[?25h\u001b[?1049l')).toBe('')
})

test('it does not matter where messages cut the output', () => {
  const output = 'a\u001b[?1049hb\u001b[?25l\u001b[?2004h\u001b[?2004l\u001b[?100'
  assert(
    property(array(nat(output.length)), cuts => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), output.length]
      const parts = places.slice(1).map((end, i) => output.slice(places[i], end))
      expect(undoAfter(...parts)).toBe('\u001b[?1049l\u001b[?25h\u001b[0m')
    }),
  )
})
