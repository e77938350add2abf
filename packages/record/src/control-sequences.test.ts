import { describe, expect, test } from 'vitest'
import { createHarmlessOutput } from './harmless-output.ts'
import { createPlainText } from './plain-text.ts'
import { createPlayTimes } from './play-times.ts'

function plain(...pieces: readonly string[]): string {
  const text = createPlainText()
  return pieces.map(piece => text.add(piece)).join('') + text.end()
}

function harmless(...pieces: readonly string[]): string {
  const filter = createHarmlessOutput()
  return pieces.map(piece => filter.add(piece)).join('') + filter.end()
}

describe('plain text', () => {
  test.each([
    ['colours', ['\u001b[1;31mred\u001b[0m'], 'red'],
    ['a sequence that is cut in two', ['\u001b[1;3', '1mred'], 'red'],
    ['a window title', ['\u001b]0;ada@web-1\u0007$ ls'], '$ ls'],
    ['a title that ST ends', ['\u001b]0;title\u001b', '\\$ ls'], '$ ls'],
    ['line ends of a terminal', ['a\r', '\nb\r\n'], 'a\nb\n'],
    ['a progress bar', ['10%\r20%\r\n'], '10%\n20%\n'],
    ['a return with a sequence behind it', ['50%\r\u001b[K100%\r\n'], '50%\n100%\n'],
    ['backspace and bell', ['lx\bs\u0007'], 'lxs'],
    ['a character set switch', ['\u001b(Bok'], 'ok'],
    ['Japanese', ['日本語'], '日本語'],
  ])('takes %s apart', (_, pieces, expected) => {
    expect(plain(...pieces)).toBe(expected)
  })
  test('a string that never ends hides nothing', () => {
    expect(plain('\u001b]0;', 'rm -rf /', '\n')).toBe(']0;rm -rf /\n')
    expect(plain('\u001b]0;', 'x'.repeat(9000), 'then this')).toContain('then this')
  })
})

describe('harmless output', () => {
  test('drawing stays as it is', () => {
    const drawing = '\u001b[2J\u001b[1;1H\u001b[38;5;9mred\u001b[?1049h\u001b[?25l\u001b(B\r\n'
    expect(harmless(drawing)).toBe(drawing)
  })
  test.each([
    ['where is the cursor', '\u001b[6n'],
    ['what are you', '\u001b[c'],
    ['the title, please', '\u001b[21t'],
    ['print this', '\u001b[5i'],
    ['put this on the clipboard', '\u001b]52;c;bHM=\u0007'],
    ['which setting is on', '\u001bP$qm\u001b\\'],
    ['the old question', '\u001bZ'],
    ['a question in one C1 character', '\u009b6n'],
    ['which keyboard', '\u001b[?u'],
    ['answer back', '\u0005'],
  ])('%s is not asked again', (_, sequence) => {
    expect(harmless(`a${sequence}b`)).toBe('ab')
  })
  test('a question with a line feed in it is no question any more', () => {
    expect(harmless('\u001b[\n6n')).toBe('\n6n')
    expect(harmless('\u001b\r[6n')).toBe('\r[6n')
  })
})

test('playing keeps the pace, divides it by the speed and shortens long waits', () => {
  const wait = createPlayTimes({ speed: 2, idleLimitSeconds: 3 })
  expect([500, 1500, 61_500, 61_400].map(wait)).toEqual([250, 500, 1500, 0])
})
