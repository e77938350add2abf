// The parts that copy session records into buckets, built once. Part of the composition root.
import type { Authorizer } from './access/authorizer.ts'
import { coalesce } from './background/coalesce.ts'
import type { BuiltObjects } from './build-objects.ts'
import type { BuiltRecords } from './build-records.ts'
import type { Clock } from './domain/basics/clock.ts'
import { createRecordCopies } from './domain/record/record-copies.ts'
import { createRecordDestinations, type RecordDestinations } from './domain/record/record-destinations.ts'
import { createServiceLinkedRoles, type ServiceLinkedRoles } from './domain/role/service-linked-roles.ts'
import type { Log } from './observability/log.ts'
import { createRecordBucket } from './services/s3/record-bucket.ts'
import type { NotifyingStorage } from './storage/notify-changes.ts'

export interface BuiltRecordCopies {
  readonly destinations: RecordDestinations
  readonly serviceLinkedRoles: ServiceLinkedRoles
  /** Makes the copies that are due. */
  copyDue(): Promise<void>
  /** Ends after the copy that is being made. */
  stop(): Promise<void>
}

export function buildRecordCopies(parts: {
  readonly storage: NotifyingStorage
  readonly records: BuiltRecords
  readonly objects: BuiltObjects
  readonly authorizer: Authorizer
  readonly clock: Clock
  readonly log: Log
}): BuiltRecordCopies {
  const { storage, records, log } = parts
  const roles = createServiceLinkedRoles(storage)
  const bucket = createRecordBucket({ ...parts.objects, authorizer: parts.authorizer, roles })
  const copies = createRecordCopies({
    storage,
    bucket,
    bytesOf: records.bytesOf,
    keyId: records.recordKey.id,
    clock: parts.clock,
    failed: ({ id }, error) => log.warn({ err: error, sessionId: id }, 'a session record could not be copied'),
  })
  const copyDue = coalesce(copies.copyDue)
  // A record that ends is copied at once; who ends it waits for nothing.
  storage.onChange(nouns => {
    if (!nouns.has('records')) return
    copyDue().catch((error: unknown) => log.error({ err: error }, 'copies of session records could not be made'))
  })
  return {
    destinations: createRecordDestinations({ roles, bucket, publicKeyPem: records.recordKey.publicKeyPem }),
    serviceLinkedRoles: roles,
    copyDue,
    async stop() {
      copies.stop()
      // What failed is in the log, and waits for the next start.
      await copyDue().catch(() => {})
    },
  }
}
