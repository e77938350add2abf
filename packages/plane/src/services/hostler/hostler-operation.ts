import type { SessionRecords } from '../../domain/record/session-records.ts'
import { operationsOf } from '../operation.ts'

/** The public half of the key that signs records. */
export interface PublishedRecordKey {
  readonly id: string
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKeyPem: string
}

/** All that operations of Hostler's own API can reach. */
export interface HostlerParts {
  readonly records: SessionRecords
  readonly recordKey: PublishedRecordKey
}

export const operation = operationsOf<HostlerParts>()
