import { expect, test } from 'vitest'
import { AwsError } from '../api/aws-error.ts'
import { stockTiming } from '../config/timing.ts'
import { failureSleepSeconds } from './failure-sleep.ts'

const range = (error: unknown, failures: number) =>
  [0.999999, 0].map(random => Math.round(failureSleepSeconds(error, failures, stockTiming, () => random) / 6) / 10)

test('an ordinary failure waits 5 minutes, then up to 10, 20, 40 and 60', () => {
  const other = new AwsError('ValidationException', '')
  expect(range(other, 0)).toEqual([5, 5])
  for (const failures of [1, 2, 3]) expect(range(other, failures)).toEqual([9, 10])
  for (const failures of [4, 5, 6]) expect(range(other, failures)).toEqual([18, 20])
  for (const failures of [7, 8, 9]) expect(range(other, failures)).toEqual([36, 40])
  for (const failures of [10, 16, 1000]) expect(range(other, failures)).toEqual([54, 60])
})

test('an error that is not of AWS waits like any other', () => {
  expect(range(new Error('disk full'), 0)).toEqual([5, 5])
})

test('a refusal waits 25 minutes and up to 299 seconds, however often', () => {
  const seconds = (random: number, failures: number) =>
    failureSleepSeconds(new AwsError('AccessDeniedException', ''), failures, stockTiming, () => random)
  for (const failures of [0, 5, 100]) {
    expect(seconds(0, failures)).toBe(1500)
    expect(seconds(0.999999, failures)).toBe(1799)
  }
})
