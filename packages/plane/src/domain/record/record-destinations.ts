// What must hold before copies of records go to a place: it is one, the role is there, and it may write there.
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { ServiceLinkedRoles } from '../role/service-linked-roles.ts'
import { noValue } from '../setting/definitions.ts'
import type { RecordBucket } from './record-bucket.ts'
import { parseDestination, publicKeyAt, recordKeyAt } from './record-destination.ts'

/** The service whose role writes copies. */
export const recordService = 'session-records.hostler.internal'

export interface RecordDestinations {
  /** Path and name of the role that {@link RecordDestinations.prepare} would make for this value; undefined for none. */
  roleToMake(accountId: string, value: string): Promise<string | undefined>
  /**
   * Makes the role where it is missing, looks whether it may write, and puts the public key beside the records to come.
   * Nothing happens for `$None`. Throws `setting-value.invalid` for what names no bucket, `record-destination.invalid`
   * with a sentence for people as its message, and `service-linked-role.already-exists`.
   */
  prepare(context: ActionContext, value: string): Promise<void>
}

export function createRecordDestinations(parts: {
  readonly roles: Pick<ServiceLinkedRoles, 'find' | 'ensure' | 'pathAndName'>
  readonly bucket: RecordBucket
  readonly publicKeyPem: string
}): RecordDestinations {
  const { roles, bucket } = parts
  return {
    async roleToMake(accountId, value) {
      if (!parseDestination(value) || (await roles.find(accountId, recordService))) return undefined
      return roles.pathAndName(recordService)
    },
    async prepare(context, value) {
      if (value === noValue) return
      const destination = parseDestination(value)
      if (!destination) throw new DomainError('setting-value', 'invalid', value)
      const { now } = context
      await roles.ensure(context, recordService)
      const firstKey = recordKeyAt(destination, { ...context, startedAt: now, id: 'session' })
      await bucket.check(context, now, destination, firstKey)
      await bucket.put(context, now, destination, {
        key: publicKeyAt(destination),
        contentType: 'application/x-pem-file',
        metadata: new Map(),
        async *bytes() {
          yield Buffer.from(parts.publicKeyPem)
        },
      })
    },
  }
}
