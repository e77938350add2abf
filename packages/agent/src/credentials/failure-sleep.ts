import { AwsError } from '../api/aws-error.ts'
import type { Timing } from '../config/timing.ts'

/** Codes with which SSM says "not this host, not now": asking again soon would not help. */
const REFUSALS = new Set(['AccessDeniedException', 'MachineFingerprintDoesNotMatch'])

/** Multiples of the five-minute unit for the 2nd to 4th failure, the 5th to 7th, and so on. */
const LADDER = [2, 4, 8, 12]

/**
 * Seconds until the refresher tries again after its `earlierFailures`+1st failure in a row: 25 to 30 minutes
 * after a refusal; else exactly 5 minutes, then up to 10, 20, 40 and 60, each shortened by up to a tenth.
 */
export function failureSleepSeconds(
  error: unknown,
  earlierFailures: number,
  timing: Timing,
  random: () => number,
): number {
  if (error instanceof AwsError && REFUSALS.has(error.code)) {
    return timing.deniedSleep + Math.floor(random() * (timing.deniedJitter + 1))
  }
  if (earlierFailures === 0) return timing.refreshFailure
  const step = Math.min(Math.floor((earlierFailures - 1) / 3), LADDER.length - 1)
  return timing.refreshFailure * (LADDER[step] ?? 1) * (1 - random() / 10)
}
