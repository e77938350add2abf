import { expect, test } from 'vitest'
import { Paced } from './paced.ts'

/** Time that the test moves; what is due runs in order. */
function scriptedTimer() {
  let nowMs = 0
  const due: { atMs: number; callback: () => void }[] = []
  return {
    nowMs: () => nowMs,
    after: (milliseconds: number, callback: () => void) => void due.push({ atMs: nowMs + milliseconds, callback }),
    advance(milliseconds: number) {
      for (const end = nowMs + milliseconds; nowMs < end; nowMs++) {
        for (const each of due.splice(0)) {
          if (each.atMs <= nowMs + 1) {
            nowMs = Math.max(nowMs, each.atMs)
            each.callback()
          } else due.push(each)
        }
      }
    },
  }
}

test('messages to one agent leave in order, at least 50 ms apart', () => {
  const timer = scriptedTimer()
  const sent: [byte: number, atMs: number][] = []
  const paced = new Paced(frame => sent.push([frame[0]!, timer.nowMs()]), { gapMs: 50, waitingMax: 100 }, timer)
  for (let byte = 0; byte < 5; byte++) expect(paced.add(Uint8Array.of(byte))).toBe(true)
  expect(sent).toEqual([[0, 0]])
  timer.advance(1_000)
  expect(sent.map(([byte]) => byte)).toEqual([0, 1, 2, 3, 4])
  for (let i = 1; i < sent.length; i++) expect(sent[i]![1] - sent[i - 1]![1]).toBeGreaterThanOrEqual(50)
  paced.add(Uint8Array.of(9))
  expect(sent.at(-1)![0]).toBe(9)
})

test('more than the bound do not wait: the sender is told', () => {
  const timer = scriptedTimer()
  const paced = new Paced(() => {}, { gapMs: 50, waitingMax: 3 }, timer)
  const taken = Array.from({ length: 6 }, () => paced.add(Uint8Array.of(1)))
  // One leaves at once, three wait.
  expect(taken).toEqual([true, true, true, true, false, false])
})
