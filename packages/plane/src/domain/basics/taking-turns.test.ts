import { expect, test } from 'vitest'
import { takingTurns } from './taking-turns.ts'

test('works run one after the other, as they came, and a failing one holds nobody up', async () => {
  const inTurn = takingTurns()
  const said: string[] = []
  const first = Promise.withResolvers<void>()
  const results = [
    inTurn(async () => {
      said.push('first')
      await first.promise
      said.push('first done')
      return 1
    }),
    inTurn(async () => {
      said.push('second')
      throw new Error('no')
    }),
    inTurn(async () => {
      said.push('third')
      return 3
    }),
  ]
  await new Promise(resolve => setImmediate(resolve))
  expect(said).toEqual(['first'])
  first.resolve()
  expect(await Promise.allSettled(results)).toMatchObject([{ value: 1 }, { reason: { message: 'no' } }, { value: 3 }])
  expect(said).toEqual(['first', 'first done', 'second', 'third'])
})
