// Keeps credentials fresh, asked anew every time: at half of their life, or after a pause that depends on the failure.
// It knows neither how a host comes to credentials nor what the worker does with them.
import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { CredentialStore, Retrieved } from './credential-store.ts'
import type { FailureSleep } from './failure-sleep.ts'
import type { IdentityConfig } from './identity-config.ts'
import { RetrieveError } from './retrieve-error.ts'

export type RefresherOptions = {
  instanceId: string
  store: CredentialStore
  /** Gets credentials; throws `RetrieveError`. */
  retrieve: (signal: AbortSignal) => Promise<Retrieved>
  failureSleep: FailureSleep
  /** What the log calls the places that credentials come from. */
  originNames: { EC2: string; SSM: string }
  /** Called whenever usable credentials are in the store. */
  onReady: () => void
  clock: Clock
  random: () => number
  log: Log
  timing: Timing
}

const WRITE_RETRIES = 5
const WRITE_RETRY_MS = 100

export class Refresher {
  readonly #options: RefresherOptions
  #failures = 0
  #origin = ''

  constructor(options: RefresherOptions) {
    this.#options = options
  }

  /** Runs until the signal is aborted. Credentials of an earlier run that still hold are used without any call. */
  async run(signal: AbortSignal): Promise<never> {
    const stored = await this.#options.store.findUsable()
    if (stored !== undefined) {
      this.#announce(stored, 'kept from the last run')
      await this.#sleepUntilHalfLife(stored, signal)
    }
    for (;;) await this.#refresh(signal)
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    let config: IdentityConfig
    try {
      config = await this.#save(await this.#options.retrieve(signal), signal)
    } catch (error) {
      signal.throwIfAborted()
      await this.#sleepAfterFailure(error, signal)
      return
    }
    this.#failures = 0
    this.#announce(config, 'new')
    await this.#sleepUntilHalfLife(config, signal)
  }

  async #save(retrieved: Retrieved, signal: AbortSignal): Promise<IdentityConfig> {
    const { store, instanceId, clock, random } = this.#options
    for (let attempt = 0; ; attempt++) {
      try {
        return await store.save(instanceId, retrieved)
      } catch (error) {
        if (attempt === WRITE_RETRIES) throw error
        await clock.sleep(WRITE_RETRY_MS * 2 ** attempt * (0.8 + random() * 0.4), 'credentials write', signal)
      }
    }
  }

  #announce({ origin, expiresAt }: IdentityConfig, how: string): void {
    const { log, instanceId, originNames, onReady } = this.#options
    if (origin !== this.#origin && (origin === 'EC2' || origin === 'SSM')) {
      const until = expiresAt.toISOString()
      log.info(`Credentials for ${instanceId} come from ${originNames[origin]} (${how}, good until ${until})`)
    }
    this.#origin = origin
    onReady()
  }

  async #sleepUntilHalfLife({ expiresAt, retrievedAt }: IdentityConfig, signal: AbortSignal): Promise<void> {
    const { clock, timing } = this.#options
    const halfLife = (expiresAt.getTime() + retrievedAt.getTime()) / 2
    const durationMs = Math.max(halfLife - clock.now().getTime(), timing.refreshFloor * 1000)
    await clock.sleep(durationMs, 'credential refresh', signal)
  }

  async #sleepAfterFailure(error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, timing, random, log, failureSleep } = this.#options
    const cause = error instanceof RetrieveError ? error.cause : error
    const seconds = failureSleep(cause, this.#failures++, timing, random)
    const next = new Date(clock.now().getTime() + seconds * 1000).toISOString()
    const text = error instanceof Error ? error.message : String(error)
    log.warn(`Not managed: ${text}. Next try in ${Math.round(seconds)} s, at ${next}.`)
    await clock.sleep(seconds * 1000, 'credential refresh', signal)
  }
}
