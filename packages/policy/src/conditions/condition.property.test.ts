import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { conditions, contexts } from '../../test/arbitraries.ts'
import { referenceCondition } from '../../test/reference-conditions.ts'
import { compileCondition } from './condition.ts'

test('every condition holds exactly when the reference says so', () => {
  fc.assert(
    fc.property(conditions, contexts, fc.boolean(), (block, values, variables) => {
      const context = new Map(Object.entries(values))
      for (const [operator, keys] of Object.entries(block)) {
        for (const [key, given] of Object.entries(keys)) {
          const list = typeof given === 'string' ? [given] : given
          const condition = compileCondition({ operator, key, values: list }, variables)
          const expected = referenceCondition(operator, key, list, { variables, get: name => context.get(name) })
          expect(condition.holds(context), `${operator} ${key} ${JSON.stringify(given)}`).toBe(expected)
        }
      }
    }),
    { numRuns: 5000 },
  )
})
