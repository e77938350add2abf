// How long sessions of users last.
import type { Caller } from '../../identity/caller.ts'

const defaultSeconds = 43_200
const rootMaxSeconds = 3_600

/** From now to the end that was asked for; what root asks for beyond an hour is cut off in silence, as on AWS. */
export function userSessionTimes(
  { DurationSeconds = defaultSeconds }: { DurationSeconds?: number },
  caller: Caller,
  now: Date,
): { issuedAt: Date; expiresAt: Date } {
  const seconds = caller.kind === 'root' ? Math.min(DurationSeconds, rootMaxSeconds) : DurationSeconds
  return { issuedAt: now, expiresAt: new Date(now.getTime() + seconds * 1000) }
}
