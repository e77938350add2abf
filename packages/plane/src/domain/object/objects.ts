// What may be done with objects and their versions. Who may do it is decided elsewhere. Bytes are durable before an
// object names them, and are deleted after nothing does: at no time does an object have half of them.
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import { getBucket } from '../bucket/buckets.ts'
import type { Reader } from '../storage.ts'
import type { Tags } from '../tag/tag.ts'
import { checkFacts, checkKey, checkObjectTags } from './check-object.ts'
import { checkWrite, type WriteCondition } from './conditions.ts'
import { copyObject, type ObjectCopy } from './copy-object.ts'
import { type Deleted, deleteObject, type ObjectToDelete } from './delete-object.ts'
import { findVersion, getVersion } from './find-version.ts'
import type { TakenBytes } from './kept-bytes.ts'
import type { Checksum, ObjectFacts, ObjectVersion, StoredObject } from './object.ts'
import { addVersion } from './object-writes.ts'
import { type OpenObject, openObject, type OpenObjectParts } from './open-object.ts'

export interface NewObject extends ObjectFacts {
  readonly bucket: string
  readonly key: string
  readonly taken: TakenBytes
  /** Of all bytes, hex, where it is known: for the scrub. */
  readonly sha256?: string
  readonly checksum?: Checksum
  readonly condition?: WriteCondition
}

/** Every verb throws `bucket.not-found`, `object-key.invalid` and `object-key.limit-exceeded`. */
export interface Objects {
  /** The latest version, or the one that is named; delete markers too. Throws `version-id.invalid`. */
  find(bucket: string, key: string, versionId?: string): Promise<ObjectVersion | undefined>
  /**
   * Throws `object.not-found`, `object-version.not-found` for one that is named, `version-id.invalid`, and
   * DeleteMarkerFound, which is `delete-marker.not-found` where one is the latest version and `delete-marker.denied` for
   * one that is named.
   */
  get(bucket: string, key: string, versionId?: string): Promise<StoredObject>
  /** As `get`, ready to be read. */
  open(bucket: string, key: string, versionId?: string): Promise<OpenObject>
  /**
   * The bytes are the object's when it resolves; when it rejects they go. Throws what `checkFacts` and `checkWrite`
   * throw, and `object.limit-exceeded` beyond 5 GiB.
   */
  put(context: ActionContext, object: NewObject): Promise<StoredObject>
  /** Another object of the same bytes, copied; see {@link ObjectCopy} for what it throws beside what `get` and `put` do. */
  copy(
    context: ActionContext,
    copy: ObjectCopy,
  ): Promise<{ readonly source: StoredObject; readonly copy: StoredObject }>
  /** What is not there is deleted already. Throws `version-id.invalid` and what `checkWrite` throws. */
  delete(context: ActionContext, bucket: string, object: ObjectToDelete): Promise<Deleted>
  /** Each for itself; one that fails holds no other up. */
  deleteMany(
    context: ActionContext,
    bucket: string,
    objects: readonly ObjectToDelete[],
  ): Promise<readonly PromiseSettledResult<Deleted>[]>
  /** All tags of a version, in the place of those before. Throws what `get` throws, and what tags throw. */
  setTags(bucket: string, key: string, versionId: string | undefined, tags: Tags): Promise<StoredObject>
}

/** Of an object that is put, or copied, at once. */
export const putBytesMax = 5 * 1024 ** 3

export function createObjects(parts: OpenObjectParts): Objects {
  const { storage, kept } = parts

  async function get(bucket: string, key: string, versionId?: string, from: Reader = storage.read) {
    checkKey(key)
    await getBucket(from.buckets, bucket)
    return getVersion(from.objects, bucket, key, versionId)
  }

  async function put({ now: modifiedAt }: ActionContext, { taken, sha256, condition, ...object }: NewObject) {
    const { bucket: name, key } = object
    const { stored, md5 } = taken
    try {
      checkKey(key)
      checkFacts(object)
      if (stored.sizeBytes > putBytesMax) throw new DomainError('object', 'limit-exceeded', key)
      return await storage.write(async writer => {
        const bucket = await getBucket(writer.buckets, name)
        const latest = await writer.objects.findLatest(name, key)
        checkWrite(latest, key, condition)
        const facts = { sizeBytes: stored.sizeBytes, etag: md5, body: stored.id, modifiedAt } as const
        const { version, gone } = await addVersion<StoredObject>(writer, bucket, latest, {
          ...object,
          ...facts,
          isDeleteMarker: false,
        })
        await writer.pieces.put(stored.id, { number: 1, md5, sha256, keptAt: modifiedAt, stored })
        writer.afterCommit(() => kept.forget(gone))
        return version
      })
    } catch (error) {
      kept.forgetRefused(taken, error)
      throw error
    }
  }

  return {
    async find(bucket, key, versionId) {
      checkKey(key)
      await getBucket(storage.read.buckets, bucket)
      return findVersion(storage.read.objects, bucket, key, versionId)
    },
    get: (bucket, key, versionId) => get(bucket, key, versionId),
    open: (bucket, key, versionId) => openObject(parts, () => get(bucket, key, versionId)),
    put,
    async copy(context, copy) {
      const { bucket, key, versionId } = copy.source
      using source = await openObject(parts, () => get(bucket, key, versionId))
      const object = await copyObject(storage.read, kept, source, copy)
      return { source: source.object, copy: await put(context, object) }
    },
    delete: (context, bucket, object) => deleteObject(parts, context, bucket, object),
    deleteMany: (context, bucket, objects) =>
      Promise.allSettled(objects.map(object => deleteObject(parts, context, bucket, object))),
    async setTags(bucket, key, versionId, tags) {
      checkObjectTags(tags)
      return storage.write(async writer => {
        const tagged = { ...(await get(bucket, key, versionId, writer)), tags }
        await writer.objects.update(tagged)
        return tagged
      })
    },
  }
}
