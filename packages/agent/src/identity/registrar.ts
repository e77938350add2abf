// Registers the host's key with SSM, once per host, trying for ever. Needed for Default Host Management only,
// but attempted on every EC2 host, as the stock agent does.
import { AwsError } from '../api/aws-error.ts'
import type { SsmApi } from '../api/ssm-api.ts'
import type { Timing } from '../config/timing.ts'
import type { CredentialSource } from '../credentials/credentials.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { readEc2Identity } from './ec2-identity.ts'
import type { ImdsClient } from './imds-client.ts'
import type { KeyPair } from './key-pair.ts'
import type { Vault } from './vault.ts'

export type RegistrarOptions = {
  imds: ImdsClient
  vault: Vault
  ssm: SsmApi
  /** Credentials of the instance itself. */
  credentials: CredentialSource
  createKeyPair: () => Promise<KeyPair>
  clock: Clock
  random: () => number
  log: Log
  timing: Timing
}

const LONGEST_EXPONENT = 16

export class Registrar {
  readonly #options: RegistrarOptions
  #failures = 0
  #settled = false
  /** SSM holds another key for this instance, so this host's key will never be accepted. */
  keyRefused = false

  constructor(options: RegistrarOptions) {
    this.#options = options
  }

  /** One attempt; never throws but on abort. Start-up waits for the first one, whatever comes of it. */
  async attempt(signal: AbortSignal): Promise<void> {
    try {
      await this.#register(signal)
      this.#settled = true
    } catch (error) {
      signal.throwIfAborted()
      this.#options.log.warn(`Registration failed and will be retried: ${(error as Error).message}`)
    }
  }

  /** Goes on until an attempt succeeds. */
  async retry(signal: AbortSignal): Promise<void> {
    const { clock, random, timing } = this.#options
    while (!this.#settled) {
      const seconds = Math.max(timing.registerRetry, 2 ** Math.min(this.#failures++, LONGEST_EXPONENT))
      await clock.sleep(seconds * 1000 * (1 + random() / 5), 'registration', signal)
      await this.attempt(signal)
    }
  }

  async #register(signal: AbortSignal): Promise<void> {
    const { imds, vault, ssm, credentials, createKeyPair, clock, log } = this.#options
    const { instanceId, region } = await readEc2Identity(imds, signal)
    const stored = await vault.find()
    if (stored?.instanceId === instanceId) return
    const keys = stored?.keys ?? (await createKeyPair())
    // Saved before the call: a key whose registration answer got lost must be offered again, not replaced.
    await vault.save({ instanceId: '', region: '', keys }, clock.now())
    try {
      await ssm.register({ instanceId, publicKey: keys.publicKey }, credentials, signal)
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'InstanceAlreadyRegistered') throw error
      this.keyRefused = true
      log.warn('SSM already holds another key for this instance and refuses this one (InstanceAlreadyRegistered)')
      return
    }
    await vault.save({ instanceId, region, keys }, clock.now())
    log.info(`Registered ${instanceId} with a new key`)
  }
}
