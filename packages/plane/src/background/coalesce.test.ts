import { expect, test } from 'vitest'
import { coalesce } from './coalesce.ts'

/** Work that a test ends by hand. */
function scriptedWork() {
  const runs: PromiseWithResolvers<void>[] = []
  const work = () => {
    const run = Promise.withResolvers<void>()
    runs.push(run)
    return run.promise
  }
  return { work, runs }
}

test('calls that come while the work runs are answered by one more run', async () => {
  const { work, runs } = scriptedWork()
  const refresh = coalesce(work)
  const first = refresh()
  const later = [refresh(), refresh(), refresh()]
  expect(runs.length).toBe(1)
  runs[0]!.resolve()
  await first
  await new Promise(resolve => setImmediate(resolve))
  expect(runs.length).toBe(2)
  runs[1]!.resolve()
  await Promise.all(later)
  expect(runs.length).toBe(2)
})

test('a run that fails tells its callers, and the next one is made all the same', async () => {
  const { work, runs } = scriptedWork()
  const refresh = coalesce(work)
  const first = refresh()
  const second = refresh()
  runs[0]!.reject(new Error('no'))
  await expect(first).rejects.toThrow('no')
  await new Promise(resolve => setImmediate(resolve))
  runs[1]!.resolve()
  await second
  const third = refresh()
  runs[2]!.resolve()
  await third
})
