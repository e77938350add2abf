import { expect, test } from 'vitest'
import { limitedWork } from './limited-work.ts'

test('so many run at once, so many wait, in their order, and further ones are refused', async () => {
  const limited = limitedWork(2, 2)
  const ends: (() => void)[] = []
  const started: number[] = []
  const work = (number: number) =>
    limited(async () => {
      started.push(number)
      await new Promise<void>(resolve => ends.push(resolve))
      if (number === 1) throw new Error('failed')
      return number
    })
  const results = Promise.allSettled([0, 1, 2, 3].map(work))
  await expect(work(4)).rejects.toMatchObject({ key: 'work.throttled' })
  expect(started).toEqual([0, 1])
  for (let at = 0; at < 4; at++) {
    ends[at]!()
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(started).toEqual([0, 1, 2, 3])
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
})
