// Buckets as records need them: the port.
import type { Scope } from '../basics/scope.ts'
import type { RecordDestination } from './record-destination.ts'

export interface ObjectToKeep {
  readonly key: string
  readonly contentType: string
  readonly metadata: ReadonlyMap<string, string>
  /** May end up to be read more than once. */
  bytes(): AsyncIterable<Uint8Array>
}

/** Writes into buckets under the role that belongs to records, of the account whose records they are. */
export interface RecordBucket {
  /**
   * Throws `record-destination.invalid`, with a sentence for people as its message, where there is no such bucket in the
   * region, the role is missing, or policies do not let it write this key there.
   */
  check(scope: Scope, now: Date, destination: RecordDestination, key: string): Promise<void>
  /** Durable when it resolves. Throws what `check` throws. */
  put(scope: Scope, now: Date, destination: RecordDestination, object: ObjectToKeep): Promise<void>
}
