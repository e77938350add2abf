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
  if (file !== undefined) return readKeyFile(file)
  const { PublicKey } = await (await clients.hostler()).call<{ PublicKey: string }>('GetRecordKey', {})
  return toVerifyKey(PublicKey, 'The answer of the plane')
}

/** Throws a sentence for a file that is not there or holds no public key. */
export async function readKeyFile(file: string): Promise<VerifyKey> {
  try {
    return toVerifyKey(await readFile(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${file} cannot be read (${(error as Error).message})`, exitCodes.usage)
  }
}

/** @param source for the sentence that says that it is no key */
export function toVerifyKey(pem: string, source: string): VerifyKey {
  const key = parseKey(pem, source)
  return {
    id: hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 32),
    crypto: {
      hash: bytes => hash('sha256', bytes, 'buffer'),
      isSigned: (bytes, signature) => verify(null, bytes, key, signature),
    },
  }
}

function parseKey(pem: string, source: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch (error) {
    throw new CommandError(`${source} is no public key in PEM (${(error as Error).message})`, exitCodes.usage)
  }
}
