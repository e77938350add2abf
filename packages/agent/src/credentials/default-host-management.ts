// Management without an instance profile: a role token for the registered host, asked for with two proofs, the
// instance's own credentials and the registered private key.
import { asymmetricKeyAuthorization } from '@hostler/wire/sigv4/node-rsa'
import type { SsmApi } from '../api/ssm-api.ts'
import type { Registration, Vault } from '../identity/vault.ts'
import type { CredentialSource, Credentials } from './credentials.ts'

/** There is no registered key to prove with. */
export class NotRegistered extends Error {
  constructor() {
    super('ec2 instance not yet registered')
    this.name = 'NotRegistered'
  }
}

export type DefaultHostManagementOptions = {
  vault: Vault
  ssm: SsmApi
  instanceId: string
  /** Credentials of the instance itself. */
  credentials: CredentialSource
}

export class DefaultHostManagement {
  readonly #options: DefaultHostManagementOptions
  /** Kept once found: a running agent survives the loss of its registration folder, a restarted one does not. */
  #registration: Registration | undefined

  constructor(options: DefaultHostManagementOptions) {
    this.#options = options
  }

  /** Asks for credentials. Throws `NotRegistered`, or what SSM answered. */
  async requestCredentials(signal: AbortSignal): Promise<Credentials> {
    const { ssm, instanceId, credentials } = this.#options
    const { privateKey } = (await this.#getRegistration()).keys
    const prove = (authorization: string) => asymmetricKeyAuthorization(authorization, privateKey)
    return ssm.requestRoleToken(instanceId, { credentials, prove }, signal)
  }

  async #getRegistration(): Promise<Registration> {
    if (this.#registration === undefined) {
      const stored = await this.#options.vault.find()
      if (stored?.instanceId !== this.#options.instanceId) throw new NotRegistered()
      this.#registration = stored
    }
    return this.#registration
  }
}
