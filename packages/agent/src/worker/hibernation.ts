// What the worker does when its first ping is refused: nothing but to ask again, ever more seldom.
import { describeError } from '../credentials/not-managed.ts'
import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** Pings at one interval before it doubles. */
const PINGS_PER_INTERVAL = 3

/** Seconds to wait before each ping: 300, then 600, 1200 and 2400 three times each, then 3600 for ever. */
export function* hibernationWaits(timing: Timing): Generator<number, never> {
  yield timing.hibernationFirst
  for (let interval = timing.hibernationInterval; ; interval *= 2) {
    if (interval >= timing.hibernationLongest) break
    for (let ping = 0; ping < PINGS_PER_INTERVAL; ping++) yield interval
  }
  for (;;) yield timing.hibernationLongest
}

export type HibernationOptions = {
  ping: (signal: AbortSignal) => Promise<void>
  clock: Clock
  log: Log
  timing: Timing
}

/** Resolves once SSM accepts a ping: at once, or after as long as it takes. */
export async function awaitAcceptedPing(options: HibernationOptions, signal: AbortSignal): Promise<void> {
  const { ping, clock, log, timing } = options
  for (const seconds of hibernationWaits(timing)) {
    try {
      return await ping(signal)
    } catch (error) {
      signal.throwIfAborted()
      const next = new Date(clock.now().getTime() + seconds * 1000).toISOString()
      const cause = describeError(error)
      log.warn(
        `Not managed: there are credentials, but SSM did not accept a ping signed with them (${cause}); ` +
          `their role must allow ssm:UpdateInstanceInformation. Next try in ${seconds} s, at ${next}.`,
      )
      await clock.sleep(seconds * 1000, 'hibernation', signal)
    }
  }
}
