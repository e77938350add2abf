// Where credentials rest between the part that gets them and the part that uses them: identity_config.json
// and, for role tokens, the shared file. The files are the only contract, also across restarts.
import { rm } from 'node:fs/promises'
import type { IdentityType } from '../identity/identity.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Credentials } from './credentials.ts'
import { findIdentityConfig, freshIdentityConfig, writeIdentityConfig, type IdentityConfig } from './identity-config.ts'
import { findSharedFile, writeSharedFile } from './shared-file.ts'

/** What the refresher got: the profile works (its credentials stay in the metadata service), or a role token. */
export type Retrieved = { origin: 'EC2'; expiresAt: Date } | { origin: 'SSM'; credentials: Credentials }

export type CredentialStoreOptions = {
  identityType: IdentityType
  /** Path of `identity_config.json`. */
  runtimeConfig: string
  /** The file for role tokens, and the section to use in it (empty for `default`). */
  shareFile: string
  shareProfile: string
  clock: Clock
}

export class CredentialStore {
  readonly #options: CredentialStoreOptions

  constructor(options: CredentialStoreOptions) {
    this.#options = options
  }

  /** Starts afresh when the stored state is another host's, e.g. on a copied disk, or another identity's. */
  async open(instanceId: string): Promise<void> {
    const { identityType, runtimeConfig } = this.#options
    const stored = await this.find()
    if (stored?.instanceId === instanceId && stored.identityType === identityType) return
    await writeIdentityConfig(runtimeConfig, freshIdentityConfig(identityType, instanceId))
  }

  find(): Promise<IdentityConfig | undefined> {
    return findIdentityConfig(this.#options.runtimeConfig)
  }

  /** The stored state if it still holds: not expired, and with its shared file if it has one. */
  async findUsable(): Promise<IdentityConfig | undefined> {
    const config = await this.find()
    if (config === undefined || config.expiresAt <= this.#options.clock.now()) return undefined
    if (config.shareFile === '') return config.origin === 'EC2' ? config : undefined
    return (await findSharedFile(config.shareFile, config.shareProfile, config.expiresAt)) && config
  }

  /** Stores what the refresher got. A profile that works again removes the shared file. */
  async save(instanceId: string, retrieved: Retrieved): Promise<IdentityConfig> {
    const { identityType, runtimeConfig, shareFile, shareProfile, clock } = this.#options
    const fromToken = retrieved.origin === 'SSM'
    const config: IdentityConfig = {
      instanceId,
      identityType,
      shareFile: fromToken ? shareFile : '',
      shareProfile: fromToken ? shareProfile : '',
      expiresAt: fromToken ? retrieved.credentials.expiresAt : retrieved.expiresAt,
      retrievedAt: clock.now(),
      origin: retrieved.origin,
    }
    if (fromToken) await writeSharedFile(shareFile, shareProfile, retrieved.credentials)
    await writeIdentityConfig(runtimeConfig, config)
    if (!fromToken) await rm(shareFile, { force: true })
    return config
  }
}
