import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { RecordCrypto } from '@hostler/record/verify-record'
import type { Clients } from '../aws/clients.ts'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'

/** The key that a plane signs records and audit trails with. */
export interface VerifyKey {
  /** As records name it: the start of the key's SHA-256. */
  readonly id: string
  readonly crypto: RecordCrypto
}

/** @param file with the public key in PEM; without one, the plane is asked */
export async function readVerifyKey(clients: Clients, file: string | undefined): Promise<VerifyKey> {
  const key = await readKey(clients, file)
  return {
    id: hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 32),
    crypto: {
      hash: bytes => hash('sha256', bytes, 'buffer'),
      isSigned: (bytes, signature) => verify(null, bytes, key, signature),
    },
  }
}

async function readKey(clients: Clients, file: string | undefined): Promise<KeyObject> {
  if (file !== undefined) {
    try {
      return createPublicKey(await readFile(file, 'utf8'))
    } catch (error) {
      throw new CommandError(`${file} is no public key in PEM (${(error as Error).message})`, exitCodes.usage)
    }
  }
  const { PublicKey } = await (await clients.hostler()).call<{ PublicKey: string }>('GetRecordKey', {})
  return createPublicKey(PublicKey)
}
