import { expect, test } from 'vitest'
import { progressLine, showBytes, showProgress } from './progress.ts'

test('a line says how much of how much, how fast, and how long still', () => {
  expect(progressLine('file', 512 * 1024, 1024 * 1024, 2)).toBe(
    '████████████░░░░░░░░░░░░  50 % of 1.0 MiB, 256.0 KiB/s, 2 s left  file',
  )
  expect(progressLine('empty', 0, 0, 0)).toContain('100 % of 0 B')
})

test('sizes', () => {
  expect([0, 0.4, 1023, 1024, 5 * 1024 ** 3].map(showBytes)).toEqual(['0 B', '0 B', '1023 B', '1.0 KiB', '5.0 GiB'])
})

test('a terminal is written to now and then, and nothing else ever is', () => {
  const written: string[] = []
  const terminal = { isTTY: true, columns: 200, write: (text: string) => written.push(text) > 0 }
  let nowMs = 0
  const progress = showProgress('file', 1000, terminal as unknown as NodeJS.WriteStream, () => nowMs)
  for (let n = 0; n < 10; n++, nowMs += 50) progress.advance(100)
  progress.finish()
  // At the start, after 200 and 400 ms, the whole, and nothing again.
  expect(written.length).toBe(5)
  expect(written.at(-2)).toContain('100 %')
  const pipe = { isTTY: false, write: () => expect.unreachable() }
  showProgress('file', 1, pipe as unknown as NodeJS.WriteStream).advance(1)
})
