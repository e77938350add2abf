import { createTestClock, type TestClock } from '@hostler/testkit/test-clock'

export interface StoppedClock extends TestClock {
  /** Stands still at a time; goes on with the machine's when there is none. */
  setTo(time: Date | undefined): void
}

/** A clock that can stand still, for rules that look at the very second. */
export function createStoppedClock(): StoppedClock {
  const running = createTestClock()
  let stoppedAt: Date | undefined
  return {
    ...running,
    offsetMs: 0,
    now: () => stoppedAt ?? running.now(),
    setTo(time) {
      stoppedAt = time
    },
  }
}
