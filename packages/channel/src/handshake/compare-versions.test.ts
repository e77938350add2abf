import { expect, test } from 'vitest'
import { compareVersions } from './compare-versions.ts'

test.each([
  ['1.2.331.0', '1.2.331.0', 0],
  ['1.2.332.0', '1.2.331.0', 1],
  ['1.2.99.0', '1.2.331.0', -1],
  ['1.2.331.0', '1.2.0331.0', 0],
  ['2.0.0.x', '1.2.331.0', 1],
  ['1.2.331.x', '1.2.331.0', undefined],
  ['1.2.331', '1.2.331.0', undefined],
  ['', '1.2.331.0', undefined],
])('%s against %s is %s', (one, other, order) => {
  expect(compareVersions(one, other)).toBe(order)
})
