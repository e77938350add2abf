import { expect, test } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { keepRunning } from './keep-running.ts'
import { createLog } from './log.ts'

test('a part that fails unexpectedly starts again after the pause, and its first run is ended', async () => {
  const clock = new FakeClock()
  const lines: string[] = []
  const log = createLog(line => lines.push(line), clock)
  const runs: AbortSignal[] = []
  const part = async (signal: AbortSignal) => {
    if (runs.push(signal) === 1) throw new TypeError('no such thing')
  }
  const running = keepRunning(part, 300, { clock, log }, new AbortController().signal)
  expect(await clock.fire('surprise')).toBe(300)
  await running
  expect(runs.map(signal => signal.aborted)).toEqual([true, false])
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('no such thing')
})
