import type { Clock } from '../src/runtime/clock.ts'

type Sleeper = { purpose: string; dueAt: number; durationMs: number; wake: () => void }

/** Time that only tests move, from one named wait of the agent to the next. */
export class FakeClock implements Clock {
  #now: number
  #sleepers: Sleeper[] = []
  #watchers: { purpose: string; notify: (sleeper: Sleeper) => void }[] = []

  constructor(start = '2026-11-22T00:00:00.000Z') {
    this.#now = Date.parse(start)
  }

  now(): Date {
    return new Date(this.#now)
  }

  sleep(durationMs: number, purpose: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const sleeper: Sleeper = { purpose, durationMs, dueAt: this.#now + durationMs, wake: resolve }
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter(other => other !== sleeper)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      sleeper.wake = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      this.#sleepers.push(sleeper)
      const isMeant = (watcher: { purpose: string }) => watcher.purpose === purpose || watcher.purpose === ''
      const watching = this.#watchers.filter(isMeant)
      this.#watchers = this.#watchers.filter(watcher => !isMeant(watcher))
      watching.forEach(watcher => watcher.notify(sleeper))
    })
  }

  /** Seconds of the wait for `purpose`, once the agent waits for it. */
  async whenSleeping(purpose: string): Promise<number> {
    return (await this.#sleeper(purpose)).durationMs / 1000
  }

  /** Resolves once the agent waits for anything. */
  async whenSleepingAtAll(): Promise<void> {
    if (this.#sleepers.length === 0) await this.#sleeper('')
  }

  isSleeping(purpose: string): boolean {
    return this.#sleepers.some(sleeper => sleeper.purpose === purpose)
  }

  /** Once the agent waits for `purpose`: moves time to the end of that wait. Resolves to its seconds. */
  async fire(purpose: string): Promise<number> {
    const { dueAt, durationMs } = await this.#sleeper(purpose)
    this.#moveTo(dueAt)
    return durationMs / 1000
  }

  /** Moves time, ending every wait that is over by then. */
  advance(seconds: number): void {
    this.#moveTo(this.#now + seconds * 1000)
  }

  /** The wait for `purpose`, or for anything when that is empty; to come, if there is none yet. */
  #sleeper(purpose: string): Promise<Sleeper> {
    const current = this.#sleepers.find(sleeper => sleeper.purpose === purpose)
    if (current) return Promise.resolve(current)
    return new Promise(notify => this.#watchers.push({ purpose, notify }))
  }

  #moveTo(time: number): void {
    this.#now = Math.max(this.#now, time)
    const due = this.#sleepers.filter(sleeper => sleeper.dueAt <= this.#now).sort((a, b) => a.dueAt - b.dueAt)
    this.#sleepers = this.#sleepers.filter(sleeper => sleeper.dueAt > this.#now)
    due.forEach(sleeper => sleeper.wake())
  }
}
