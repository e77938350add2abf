import { expect, test } from 'vitest'
import { checkLifecycle, type LifecycleFault } from './check-lifecycle.ts'
import type { LifecycleFilter, LifecycleRule } from './lifecycle-rule.ts'

const tags = new Map([['k', 'v']])
const filterOf = (filter: Partial<LifecycleFilter> = {}): LifecycleFilter => ({
  form: 'filter',
  tags: new Map(),
  ...filter,
})
const ruleOf = (rule: Partial<LifecycleRule>): LifecycleRule => ({
  id: 'r',
  isEnabled: true,
  filter: filterOf(),
  ...rule,
})
const expiration = { days: 1 }
const many = (count: number) => Array.from({ length: count }, (_, i) => ruleOf({ id: `r${i}`, expiration }))

test.each<[LifecycleFault, LifecycleRule[]]>([
  ['no-rules', []],
  ['too-many-rules', many(1_001)],
  ['id-too-long', [ruleOf({ id: 'x'.repeat(256), expiration })]],
  ['id-twice', [ruleOf({ expiration }), ruleOf({ expiration })]],
  ['no-action', [ruleOf({})]],
  ['prefix-too-long', [ruleOf({ expiration, filter: filterOf({ prefix: 'é'.repeat(513) }) })]],
  ['one-condition-in-and', [ruleOf({ expiration, filter: filterOf({ form: 'and', tags }) })]],
  ['size-invalid', [ruleOf({ expiration, filter: filterOf({ sizeGreaterThanBytes: -1 }) })]],
  ['size-range-empty', [ruleOf({ expiration, filter: filterOf({ sizeGreaterThanBytes: 5, sizeLessThanBytes: 6 }) })]],
  ['expiration-members', [ruleOf({ expiration: {} })]],
  ['expiration-members', [ruleOf({ expiration: { days: 1, expiredDeleteMarkers: true } })]],
  ['expiration-days', [ruleOf({ expiration: { days: 0 } })]],
  ['expiration-days', [ruleOf({ expiration: { days: 1.5 } })]],
  ['expiration-date-not-midnight', [ruleOf({ expiration: { date: new Date('2026-01-01T00:00:01Z') } })]],
  ['expiration-date-not-midnight', [ruleOf({ expiration: { date: new Date(Number.NaN) } })]],
  ['delete-markers-with-tags', [ruleOf({ expiration: { expiredDeleteMarkers: true }, filter: filterOf({ tags }) })]],
  ['noncurrent-days', [ruleOf({ noncurrentExpiration: { days: -1 } })]],
  ['newer-noncurrent-versions', [ruleOf({ noncurrentExpiration: { days: 1, newerKept: 101 } })]],
  ['abort-days', [ruleOf({ abortUploadsAfterDays: 0 })]],
  ['abort-with-tags-or-sizes', [ruleOf({ abortUploadsAfterDays: 1, filter: filterOf({ tags }) })]],
])('%s is refused', (fault, rules) => {
  expect(() => checkLifecycle(rules)).toThrow(expect.objectContaining({ key: 'lifecycle.invalid', id: fault }))
})

test('rules of every kind are taken', () => {
  checkLifecycle(many(1_000))
  checkLifecycle([
    ruleOf({ id: 'a', expiration: { date: new Date('2026-01-01T00:00:00Z') } }),
    ruleOf({ id: 'b', expiration: { expiredDeleteMarkers: true }, abortUploadsAfterDays: 7 }),
    ruleOf({ id: 'c', noncurrentExpiration: { days: 30, newerKept: 100 }, isEnabled: false }),
    ruleOf({ id: 'd', expiration, filter: filterOf({ form: 'and', prefix: '', tags, sizeLessThanBytes: 1 }) }),
    ruleOf({ id: 'e', expiration, filter: filterOf({ sizeGreaterThanBytes: 0, sizeLessThanBytes: 2 }) }),
  ])
})
