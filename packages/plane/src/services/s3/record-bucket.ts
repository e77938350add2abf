// Writes copies of session records into buckets, as a service of AWS would: under its service-linked role, every write
// put to the policies of role and bucket like anybody's. It is no call, so the audit trail has nothing of it.
import { randomUUID } from 'node:crypto'
import { type Ask, type AskContext, may } from '../../access/ask.ts'
import type { Authorizer, Denial } from '../../access/authorizer.ts'
import { createNames } from '../../access/names.ts'
import { DomainError } from '../../domain/basics/errors.ts'
import { BytesFull } from '../../domain/basics/object-bytes.ts'
import type { Scope } from '../../domain/basics/scope.ts'
import type { Bucket } from '../../domain/bucket/bucket.ts'
import type { Buckets } from '../../domain/bucket/buckets.ts'
import { putOfAnySize, type PutParts } from '../../domain/object/put-any-size.ts'
import type { RecordBucket } from '../../domain/record/record-bucket.ts'
import { recordService } from '../../domain/record/record-destinations.ts'
import { type Role, roleArn } from '../../domain/role/role.ts'
import type { ServiceLinkedRoles } from '../../domain/role/service-linked-roles.ts'
import type { RoleCaller } from '../../identity/caller.ts'
import { ownedBucket } from '../../access/owned-bucket.ts'

export interface RecordBucketParts extends PutParts {
  readonly buckets: Pick<Buckets, 'find'>
  readonly roles: Pick<ServiceLinkedRoles, 'find'>
  readonly authorizer: Pick<Authorizer, 'authorize'>
}

const sessionName = 'session-records'
const sessionSeconds = 3600

export function createRecordBucket(parts: RecordBucketParts): RecordBucket {
  async function callerOf({ accountId }: Scope, now: Date): Promise<RoleCaller> {
    const role = await parts.roles.find(accountId, recordService)
    if (!role) {
      throw refused(`The service-linked role of ${recordService} is missing in account ${accountId}.`)
    }
    return callerAs(role, now)
  }

  async function bucketFor({ region }: Scope, name: string): Promise<Bucket> {
    const bucket = await parts.buckets.find(name)
    if (!bucket) throw refused(`The bucket ${name} does not exist.`)
    if (bucket.region !== region) {
      throw refused(`The bucket ${name} is in ${bucket.region}; session records of ${region} need a bucket there.`)
    }
    return bucket
  }

  /** @param actions with the key that each is about; a bucket's own without one */
  async function demand(
    scope: Scope,
    now: Date,
    name: string,
    actions: readonly (readonly [action: string, key?: string])[],
  ): Promise<RoleCaller> {
    const bucket = await bucketFor(scope, name)
    const caller = await callerOf(scope, now)
    const asks = actions.map(([action, key]) => askOf(scope, caller, bucket, action, key))
    const denial = await parts.authorizer.authorize(caller, asks, {
      origin: { requestId: randomUUID(), operation: 's3:PutObject' },
      now,
      region: scope.region,
      secure: true,
      userAgent: recordService,
      sourceIp: undefined,
    })
    if (denial) throw refused(whyNot(denial, caller))
    return caller
  }

  return {
    async check(scope, now, { bucket }, key) {
      await demand(scope, now, bucket, [['s3:GetBucketLocation'], ['s3:PutObject', key]])
    },
    async put(scope, now, { bucket }, { key, contentType, metadata, bytes }) {
      const { arn } = await demand(scope, now, bucket, [['s3:PutObject', key]])
      const { accountId, region } = scope
      const facts = { content: { type: contentType }, metadata, tags: new Map(), bucketKeyEnabled: false }
      try {
        await putOfAnySize(parts, { accountId, region, callerArn: arn, now }, { bucket, key, ...facts }, bytes())
      } catch (error) {
        if (error instanceof BytesFull) {
          throw new DomainError('record-destination', 'unavailable', bucket, { message: fullMessage })
        }
        throw error
      }
    },
  }
}

const fullMessage = 'There is no room left where the bytes of objects are kept.'

/** S3 tells outsiders nothing but that; here it is about who asks. */
function whyNot({ message, ask }: Denial, { arn }: RoleCaller): string {
  if (message !== 'Access Denied') return message
  return `User: ${arn} is not authorized to perform: ${ask.action} on resource: "${ask.resource}"`
}

function refused(message: string): DomainError {
  return new DomainError('record-destination', 'invalid', message, { message })
}

function callerAs(role: Role, now: Date): RoleCaller {
  const { accountId, id, name } = role
  return {
    kind: 'role',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
    userId: `${id}:${sessionName}`,
    accessKeyId: '',
    entityId: id,
    roleArn: roleArn(role),
    session: { name: sessionName, issuedAt: now, expiresAt: new Date(now.getTime() + sessionSeconds * 1000) },
  }
}

/** What bucket policies like to insist on, it does: sealed by S3, and given to the bucket's owner. */
const writeKeys: AskContext = {
  's3:x-amz-server-side-encryption': 'AES256',
  's3:x-amz-acl': 'bucket-owner-full-control',
  's3:x-amz-storage-class': 'STANDARD',
}

function askOf({ accountId, region }: Scope, caller: RoleCaller, bucket: Bucket, action: string, key?: string): Ask {
  const names = createNames(accountId, region)
  const context = {
    's3:resourceaccount': bucket.accountId,
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:authtype': 'REST-HEADER',
    ...(key !== undefined && writeKeys),
  }
  const resource = key === undefined ? names.bucket(bucket.name) : names.object(bucket.name, key)
  return may(action, resource, { context, owned: ownedBucket(bucket, caller) })
}
