// The registration on disk, in the stock agent's files: a manifest that names store files, and those files. A host
// may have two registrations, as an EC2 instance and as a hybrid node; each has a manifest of its own. Whoever loses
// this folder loses the key that the plane knows the host by.
import { join } from 'node:path'
import { findJsonObject, textOf, writePrivateFile } from '../runtime/files.ts'
import type { KeyPair } from './key-pair.ts'

/** `instanceId` is empty while the key is not registered. Hybrid nodes keep no public key. */
export type Registration = { instanceId: string; region: string; keys: KeyPair }

const LAYOUTS = {
  EC2: { manifest: 'EC2Manifest', registration: 'EC2RegistrationKey' },
  OnPrem: { manifest: 'Manifest', registration: 'RegistrationKey' },
}

/** Date as Go prints it by default, e.g. `2026-11-22 00:57:56.919 +0000 UTC`. */
function goDate(date: Date): string {
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} +0000 UTC`
}

export class Vault {
  readonly #folder: string
  readonly #kind: keyof typeof LAYOUTS

  constructor(folder: string, kind: keyof typeof LAYOUTS) {
    this.#folder = folder
    this.#kind = kind
  }

  /** The stored registration or bare key pair; undefined when there is none that is whole. */
  async find(): Promise<Registration | undefined> {
    const entry = await this.findEntry(LAYOUTS[this.#kind].registration)
    const privateKey = textOf(entry?.['privateKey'])
    const publicKey = textOf(entry?.['publicKey'])
    const isWhole = privateKey !== '' && (publicKey !== '' || this.#kind === 'OnPrem')
    if (!isWhole || entry?.['privateKeyType'] !== 'Rsa') return undefined
    return {
      instanceId: textOf(entry['instanceID']),
      region: textOf(entry['region']),
      keys: { privateKey, publicKey },
    }
  }

  /** Replaces the stored registration. Throws when the folder cannot be written. */
  async save({ instanceId, region, keys }: Registration, now: Date): Promise<void> {
    await this.#saveRegistration({
      instanceID: instanceId,
      region,
      privateKey: keys.privateKey,
      publicKey: this.#kind === 'OnPrem' ? '' : keys.publicKey,
      privateKeyType: 'Rsa',
      privateKeyCreatedDate: goDate(now),
    })
  }

  /** Leaves an empty registration, as the stock agent does. */
  async clear(): Promise<void> {
    await this.#saveRegistration({})
  }

  /** A store file's content; undefined when the manifest names none or it is unreadable. */
  async findEntry(key: string): Promise<Record<string, unknown> | undefined> {
    const path = (await findJsonObject(this.#manifestPath))?.[key]
    return typeof path === 'string' ? findJsonObject(path) : undefined
  }

  /** Writes a store file and names it in the manifest. */
  async saveEntry(key: string, entry: Record<string, unknown>): Promise<void> {
    const path = join(this.#folder, 'Store', key)
    await writePrivateFile(path, JSON.stringify(entry))
    const manifest = await findJsonObject(this.#manifestPath)
    await writePrivateFile(this.#manifestPath, JSON.stringify({ ...manifest, [key]: path }))
  }

  get #manifestPath(): string {
    return join(this.#folder, LAYOUTS[this.#kind].manifest)
  }

  #saveRegistration(entry: Record<string, string>): Promise<void> {
    const empty = {
      instanceID: '',
      region: '',
      instanceType: '',
      availabilityZone: '',
      privateKey: '',
      publicKey: '',
      privateKeyType: '',
      privateKeyCreatedDate: '',
    }
    return this.saveEntry(LAYOUTS[this.#kind].registration, { ...empty, ...entry })
  }
}
