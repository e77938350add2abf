import { DomainError } from '../basics/errors.ts'
import type { Reader } from '../storage.ts'
import type { Tags } from '../tag/tag.ts'
import { checkFacts, checkKey } from './check-object.ts'
import { judgeRead, type ReadCondition, type WriteCondition } from './conditions.ts'
import type { KeptBytes } from './kept-bytes.ts'
import type { Checksum, ContentHeaders, StoredObject } from './object.ts'
import { getBucket } from '../bucket/buckets.ts'
import type { NewObject } from './objects.ts'
import type { OpenObject } from './open-object.ts'

/**
 * Throws `copy-condition.conflict`, `copy-source.limit-exceeded` beyond 5 GiB, and `copy.invalid` for a copy of an
 * object's latest version onto itself that changes nothing.
 */
export interface ObjectCopy {
  readonly source: {
    readonly bucket: string
    readonly key: string
    readonly versionId?: string
    readonly condition?: ReadCondition
  }
  readonly target: { readonly bucket: string; readonly key: string; readonly condition?: WriteCondition }
  /** The source's when absent. */
  readonly described?: { readonly content: ContentHeaders; readonly metadata: ReadonlyMap<string, string> }
  /** The source's when absent. */
  readonly tags?: Tags
  /** The target bucket's default when absent. */
  readonly bucketKeyEnabled?: boolean
  /** Encryption was asked for: a change, also of nothing else. */
  readonly isSealedAnew?: boolean
  /** Sees the bytes pass. */
  readonly passing?: (bytes: AsyncIterable<Buffer>) => AsyncIterable<Uint8Array>
  /** Asked once all bytes have passed; when absent, the copy has the source's checksum if that is one of all bytes. */
  readonly checksum?: () => Checksum | undefined
}

const copyBytesMax = 5 * 1024 ** 3

/** Copies the bytes; the object that comes of it is still to be put. */
export async function copyObject(
  read: Reader,
  kept: KeptBytes,
  { object, read: readBytes }: OpenObject,
  copy: ObjectCopy,
): Promise<NewObject> {
  const { source, target, described, passing, checksum } = copy
  checkKey(target.key)
  const { bucketKeyEnabled } = await getBucket(read.buckets, target.bucket)
  if (judgeRead(object, source.condition ?? {}) !== 'met')
    throw new DomainError('copy-condition', 'conflict', object.key)
  if (object.sizeBytes > copyBytesMax) throw new DomainError('copy-source', 'limit-exceeded', object.key)
  if (isOntoItself(object, copy)) throw new DomainError('copy', 'invalid', object.key)
  const { content, metadata } = described ?? object
  const facts = {
    content,
    metadata,
    tags: copy.tags ?? object.tags,
    bucketKeyEnabled: copy.bucketKeyEnabled ?? bucketKeyEnabled,
  }
  checkFacts(facts)
  const taken = await kept.take(passing ? passing(readBytes()) : readBytes())
  return { ...target, ...facts, taken, checksum: checksum ? checksum() : wholeChecksum(object) }
}

function isOntoItself(object: StoredObject, { target, described, isSealedAnew }: ObjectCopy): boolean {
  const isSame = object.bucket === target.bucket && object.key === target.key && object.isLatest
  return isSame && !described && !isSealedAnew
}

/** A copy has one part, whatever the source had. */
function wholeChecksum({ checksum }: StoredObject): Checksum | undefined {
  return checksum?.type === 'FULL_OBJECT' ? checksum : undefined
}
