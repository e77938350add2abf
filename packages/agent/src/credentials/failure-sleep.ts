import { AwsError } from '../api/aws-error.ts'
import type { Timing } from '../config/timing.ts'

/** Codes with which SSM says "not this host, not now": asking again soon would not help. */
const REFUSALS = new Set(['AccessDeniedException', 'MachineFingerprintDoesNotMatch'])

/** Multiples of the five-minute unit for the 2nd to 4th failure, the 5th to 7th, and so on. */
const LADDER = [2, 4, 8, 12]

const LARGEST_EXPONENT = 16

export type FailureSleep = (error: unknown, earlierFailures: number, timing: Timing, random: () => number) => number

function refusalSeconds(timing: Timing, random: () => number): number {
  return timing.deniedSleep + Math.floor(random() * (timing.deniedJitter + 1))
}

/**
 * Seconds until an EC2 host tries again after its `earlierFailures`+1st failure in a row: 25 to 30 minutes after a
 * refusal; else exactly 5 minutes, then up to 10, 20, 40 and 60, each shortened by up to a tenth.
 */
export const ec2FailureSleep: FailureSleep = (error, earlierFailures, timing, random) => {
  if (error instanceof AwsError && REFUSALS.has(error.code)) return refusalSeconds(timing, random)
  if (earlierFailures === 0) return timing.refreshFailure
  const step = Math.min(Math.floor((earlierFailures - 1) / 3), LADDER.length - 1)
  return timing.refreshFailure * (LADDER[step] ?? 1) * (1 - random() / 10)
}

/**
 * The same for a hybrid node: 25 to 30 minutes after a refusal; else 1, 2, 4, … seconds and up to a fifth more, ten to
 * twenty seconds more when SSM or the network answered with an error, 25 to 30 minutes at most.
 */
export const hybridFailureSleep: FailureSleep = (error, earlierFailures, timing, random) => {
  if (error instanceof AwsError && REFUSALS.has(error.code)) return refusalSeconds(timing, random)
  const wait = 2 ** Math.min(earlierFailures, LARGEST_EXPONENT) * (1 + random() / 5) * timing.hybridRetry
  const seconds = error instanceof AwsError ? wait + (10 + Math.floor(random() * 10)) * timing.hybridRetry : wait
  return seconds < timing.hybridLongest ? seconds : timing.hybridLongest - random() * (timing.hybridLongest / 6)
}
