// Where credentials rest between the part that gets them and the part that uses them: identity_config.json
// and, for Default Host Management, the shared file. The files are the only contract, also across restarts.
import { rm } from 'node:fs/promises'
import type { Clock } from '../runtime/clock.ts'
import type { HostPaths } from '../runtime/host-paths.ts'
import type { Credentials } from './credentials.ts'
import { findIdentityConfig, freshIdentityConfig, writeIdentityConfig, type IdentityConfig } from './identity-config.ts'
import { findSharedFile, writeSharedFile } from './shared-file.ts'

/** What the refresher got: the profile works (its credentials stay in the metadata service), or a role token. */
export type Retrieved = { origin: 'EC2'; expiresAt: Date } | { origin: 'SSM'; credentials: Credentials }

export class CredentialStore {
  readonly #paths: HostPaths
  readonly #clock: Clock

  constructor(paths: HostPaths, clock: Clock) {
    this.#paths = paths
    this.#clock = clock
  }

  /** Starts afresh when the stored state is another host's, e.g. on a copied disk. */
  async open(instanceId: string): Promise<void> {
    const stored = await findIdentityConfig(this.#paths.runtimeConfig)
    if (stored?.instanceId === instanceId && stored.identityType === 'EC2') return
    await writeIdentityConfig(this.#paths.runtimeConfig, freshIdentityConfig(instanceId))
  }

  find(): Promise<IdentityConfig | undefined> {
    return findIdentityConfig(this.#paths.runtimeConfig)
  }

  /** The stored state if it still holds: not expired, and with its shared file if it has one. */
  async findUsable(): Promise<IdentityConfig | undefined> {
    const config = await this.find()
    if (config === undefined || config.expiresAt <= this.#clock.now()) return undefined
    if (config.shareFile === '') return config.origin === 'EC2' ? config : undefined
    return (await findSharedFile(config.shareFile, config.expiresAt)) && config
  }

  /** Stores what the refresher got. A profile that works again removes the shared file. */
  async save(instanceId: string, retrieved: Retrieved): Promise<IdentityConfig> {
    const fromToken = retrieved.origin === 'SSM'
    const config: IdentityConfig = {
      instanceId,
      identityType: 'EC2',
      shareFile: fromToken ? this.#paths.sharedCredentials : '',
      expiresAt: fromToken ? retrieved.credentials.expiresAt : retrieved.expiresAt,
      retrievedAt: this.#clock.now(),
      origin: retrieved.origin,
    }
    if (fromToken) await writeSharedFile(config.shareFile, retrieved.credentials)
    await writeIdentityConfig(this.#paths.runtimeConfig, config)
    if (!fromToken) await rm(this.#paths.sharedCredentials, { force: true })
    return config
  }
}
