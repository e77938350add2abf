import type { Clock } from '../domain/basics/clock.ts'
import type { Log } from '../observability/log.ts'

/** Work that the plane does by itself. A failure is logged and the work is tried again at its next time. */
export interface Chore {
  readonly name: string
  readonly everyMs: number
  run(): void | Promise<void>
}

/** Runs chores until `stop` aborts. Resolves when the last one has ended. */
export async function repeat(chores: readonly Chore[], clock: Clock, stop: AbortSignal, log: Log): Promise<void> {
  await Promise.all(
    chores.map(async ({ name, everyMs, run }) => {
      for (;;) {
        await clock.sleep(everyMs, stop)
        if (stop.aborted) return
        try {
          await run()
        } catch (error) {
          log.error({ err: error, chore: name }, 'background work failed')
        }
      }
    }),
  )
}
