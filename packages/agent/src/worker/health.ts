// The periodic full ping. A failed one is logged and forgotten; the next comes in its turn.
import type { HealthReport, SsmApi } from '../api/ssm-api.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import { describeError } from '../credentials/not-managed.ts'
import type { Zone } from '../identity/identity.ts'
import { readAddress, readHostName, readPlatform } from '../platform/platform.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

export type HostDescription = Pick<HealthReport, 'computerName' | 'ipAddress' | 'platformName' | 'platformVersion'>

/** This machine. */
export async function describeHost(): Promise<HostDescription> {
  const { name, version } = await readPlatform()
  return { computerName: await readHostName(), ipAddress: readAddress(), platformName: name, platformVersion: version }
}

export type HealthOptions = {
  instanceId: string
  ssm: SsmApi
  credentials: CredentialSource
  /** Asked each time: every ping makes sure anew which host this is. */
  readZone: (signal: AbortSignal) => Promise<Zone>
  describe: () => Promise<HostDescription>
  connectionChannel: () => HealthReport['connectionChannel']
  periodSeconds: number
  clock: Clock
  random: () => number
  log: Log
}

export class Health {
  readonly #options: HealthOptions
  #failures = 0

  constructor(options: HealthOptions) {
    this.#options = options
  }

  /** Pings at once, then after a random part of the period, then every period. */
  async run(signal: AbortSignal): Promise<never> {
    const { clock, random, periodSeconds } = this.#options
    await this.#ping(signal)
    await clock.sleep(random() * periodSeconds * 1000, 'health ping', signal)
    for (;;) {
      await this.#ping(signal)
      await clock.sleep(periodSeconds * 1000, 'health ping', signal)
    }
  }

  async #ping(signal: AbortSignal): Promise<void> {
    const { ssm, instanceId, credentials, log, periodSeconds } = this.#options
    try {
      await ssm.healthPing(instanceId, await this.#report(signal), credentials, signal)
      if (this.#failures > 0) log.info('Health pings are accepted again')
      this.#failures = 0
    } catch (error) {
      signal.throwIfAborted()
      this.#failures++
      log.warn(
        `Health ping ${this.#failures} in a row failed (${describeError(error)}); after a few the host counts as ` +
          `lost. Its credentials are renewed separately. Next ping in ${periodSeconds} s.`,
      )
    }
  }

  async #report(signal: AbortSignal): Promise<HealthReport> {
    // As of the beginning of the ping: the first one precedes any channel.
    const connectionChannel = this.#options.connectionChannel()
    const zone = await this.#options.readZone(signal)
    return { ...zone, ...(await this.#options.describe()), connectionChannel }
  }
}
