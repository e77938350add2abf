import { describe, expect, test } from 'vitest'
import { AwsError } from '../api/aws-error.ts'
import { stockTiming } from '../config/timing.ts'
import { ec2FailureSleep, hybridFailureSleep } from './failure-sleep.ts'

const range = (error: unknown, failures: number) =>
  [0.999999, 0].map(random => Math.round(ec2FailureSleep(error, failures, stockTiming, () => random) / 6) / 10)

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
    ec2FailureSleep(new AwsError('AccessDeniedException', ''), failures, stockTiming, () => random)
  for (const failures of [0, 5, 100]) {
    expect(seconds(0, failures)).toBe(1500)
    expect(seconds(0.999999, failures)).toBe(1799)
  }
})

describe('a hybrid node', () => {
  const seconds = (error: unknown, failures: number, random: number) =>
    hybridFailureSleep(error, failures, stockTiming, () => random)

  test('waits 1, 2, 4 seconds and so on, and ten to twenty more when SSM or the network refused', () => {
    const unreachable = new AwsError('RequestError', '')
    expect([0, 1, 2, 5].map(failures => seconds(new Error('disk full'), failures, 0))).toEqual([1, 2, 4, 32])
    expect([0, 1, 2, 5].map(failures => seconds(unreachable, failures, 0))).toEqual([11, 12, 14, 42])
    expect(seconds(unreachable, 0, 0.999999)).toBeCloseTo(1.2 + 19, 4)
  })

  test('waits 25 to 30 minutes at most, and after a refusal', () => {
    for (const error of [new Error('disk full'), new AwsError('InternalServerError', '')]) {
      expect(seconds(error, 11, 0)).toBe(1800)
      expect(seconds(error, 1000, 0.999999)).toBeCloseTo(1500, 2)
    }
    expect(seconds(new AwsError('MachineFingerprintDoesNotMatch', ''), 0, 0)).toBe(1500)
  })
})
