// Lifecycle: what goes by itself. Walks through the buckets that have rules, in portions that hold nobody up, and judges
// each version anew inside the transaction that deletes it.
import { DomainError } from '../basics/errors.ts'
import { listAll } from '../basics/page.ts'
import type { Bucket } from '../bucket/bucket.ts'
import type { LifecycleRule } from '../bucket/lifecycle-rule.ts'
import type { Storage } from '../storage.ts'
import { behindPrefix } from './byte-order.ts'
import { deleteObject, type ObjectToDelete } from './delete-object.ts'
import type { KeptBytes } from './kept-bytes.ts'
import { createVersionJudge, isUploadDue, midnightBefore } from './lifecycle-judgement.ts'
import type { ObjectVersion, VersionPlace } from './object.ts'
import type { Upload, UploadPlace } from './upload.ts'
import type { Uploads } from './uploads.ts'

export interface ExpiryParts {
  readonly storage: Storage
  readonly kept: KeptBytes
  readonly uploads: Uploads
}

export interface Expired {
  /** Versions deleted for good, and delete markers made in the place of current ones. */
  readonly versions: number
  readonly uploads: number
}

export interface Expiry {
  /** Deletes what is due. Cheap when nothing can have become due since the last time: things fall due at midnight, UTC. */
  expire(now: Date): Promise<Expired>
}

const itemsAtOnce = 500
const bucketsAtOnce = 100

export function createExpiry(parts: ExpiryParts): Expiry {
  /** What each bucket was last judged by: its rules, and the midnight before. */
  let judged = new Map<string, string>()
  return {
    async expire(now) {
      const buckets = await listAll(after =>
        parts.storage.read.buckets.listWithLifecycle({ limit: bucketsAtOnce, ...(after !== undefined && { after }) }),
      )
      const judging = new Map<string, string>()
      let [versions, uploads] = [0, 0]
      for (const bucket of buckets) {
        const rules = bucket.lifecycle!.filter(({ isEnabled }) => isEnabled)
        const by = `${midnightBefore(now)} ${bucket.createdAt.getTime()} ${JSON.stringify(rules, mapsToo)}`
        if (judged.get(bucket.name) !== by) {
          versions += await expireVersions(parts, bucket, rules, now)
          uploads += await abortUploads(parts, bucket, rules, now)
        }
        judging.set(bucket.name, by)
      }
      judged = judging
      return { versions, uploads }
    },
  }
}

async function expireVersions(parts: ExpiryParts, bucket: Bucket, rules: readonly LifecycleRule[], now: Date) {
  const ofVersions = rules.filter(({ expiration, noncurrentExpiration }) => expiration ?? noncurrentExpiration)
  let count = 0
  for (const prefix of outerPrefixes(ofVersions)) {
    const judge = createVersionJudge(ofVersions, now)
    for await (const portion of versionPortions(parts.storage, bucket.name, prefix)) {
      count += await deleteAll(parts, bucket.name, judge.next(portion), now)
    }
    count += await deleteAll(parts, bucket.name, judge.end(), now)
  }
  return count
}

/** Deletes that come together share a commit. What was deleted or replaced meanwhile is left alone. */
async function deleteAll(parts: ExpiryParts, bucket: string, due: readonly ObjectToDelete[], now: Date) {
  await Promise.all(due.map(object => unlessGone(deleteObject(parts, { now }, bucket, object))))
  return due.length
}

async function abortUploads(
  { storage, uploads }: ExpiryParts,
  bucket: Bucket,
  rules: readonly LifecycleRule[],
  now: Date,
) {
  const ofUploads = rules.filter(rule => rule.abortUploadsAfterDays !== undefined)
  let count = 0
  for (const prefix of outerPrefixes(ofUploads)) {
    for await (const portion of uploadPortions(storage, bucket.name, prefix)) {
      for (const upload of portion.filter(each => ofUploads.some(rule => isUploadDue(rule, each, now)))) {
        await unlessGone(uploads.abort(upload))
        count++
      }
    }
  }
  return count
}

/** Somebody else may have deleted the bucket, or completed the upload, by now. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof DomainError && error.kind === 'not-found')) throw error
  }
}

/** For JSON, which knows no maps. */
function mapsToo(_name: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value
}

/** The prefixes of rules, without those that lie in others: nothing is walked through twice. */
function outerPrefixes(rules: readonly LifecycleRule[]): readonly string[] {
  const all = [...new Set(rules.map(({ filter }) => filter.prefix ?? ''))]
  return all.filter(prefix => !all.some(other => other !== prefix && prefix.startsWith(other)))
}

async function* versionPortions(
  { read }: Storage,
  bucket: string,
  prefix: string,
): AsyncGenerator<readonly ObjectVersion[]> {
  const until = behindPrefix(prefix)
  let place: VersionPlace | undefined = { key: prefix, sequence: Infinity }
  while (place) {
    const portion: readonly ObjectVersion[] = await read.objects.listVersions(bucket, place, until, itemsAtOnce)
    yield portion
    place = portion.length < itemsAtOnce ? undefined : portion.at(-1)
  }
}

async function* uploadPortions({ read }: Storage, bucket: string, prefix: string): AsyncGenerator<readonly Upload[]> {
  const until = behindPrefix(prefix)
  let place: UploadPlace | undefined = { key: prefix, id: '' }
  while (place) {
    const portion: readonly Upload[] = await read.uploads.list(bucket, place, until, itemsAtOnce)
    yield portion
    place = portion.length < itemsAtOnce ? undefined : portion.at(-1)
  }
}
