// The registration on disk, in the stock agent's files: a manifest that names one store file, and that file.
// Whoever loses this folder loses the key that Default Host Management asks for.
import { join } from 'node:path'
import { findJsonObject, textOf, writePrivateFile } from '../runtime/files.ts'
import type { KeyPair } from './key-pair.ts'

/** `instanceId` is empty while the key is not registered. */
export type Registration = { instanceId: string; region: string; keys: KeyPair }

const ENTRY = 'EC2RegistrationKey'

/** Date as Go prints it by default, e.g. `2026-11-22 00:57:56.919 +0000 UTC`. */
function goDate(date: Date): string {
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} +0000 UTC`
}

export class Vault {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The stored registration or bare key pair; undefined when there is none that is whole. */
  async find(): Promise<Registration | undefined> {
    const path = (await findJsonObject(join(this.#folder, 'EC2Manifest')))?.[ENTRY]
    const entry = typeof path === 'string' ? await findJsonObject(path) : undefined
    const privateKey = textOf(entry?.['privateKey'])
    const publicKey = textOf(entry?.['publicKey'])
    if (!privateKey || !publicKey || entry?.['privateKeyType'] !== 'Rsa') return undefined
    return {
      instanceId: textOf(entry['instanceID']),
      region: textOf(entry['region']),
      keys: { privateKey, publicKey },
    }
  }

  /** Replaces the stored registration. Throws when the folder cannot be written. */
  async save(registration: Registration, now: Date): Promise<void> {
    const path = join(this.#folder, 'Store', ENTRY)
    const entry = {
      instanceID: registration.instanceId,
      region: registration.region,
      instanceType: '',
      availabilityZone: '',
      privateKey: registration.keys.privateKey,
      publicKey: registration.keys.publicKey,
      privateKeyType: 'Rsa',
      privateKeyCreatedDate: goDate(now),
    }
    await writePrivateFile(path, JSON.stringify(entry))
    await writePrivateFile(join(this.#folder, 'EC2Manifest'), JSON.stringify({ [ENTRY]: path }))
  }
}
