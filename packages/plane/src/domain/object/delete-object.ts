import type { ActionContext } from '../basics/scope.ts'
import { getBucket } from '../bucket/buckets.ts'
import type { Storage, Writer } from '../storage.ts'
import { checkKey } from './check-object.ts'
import { checkWrite } from './conditions.ts'
import { findVersion } from './find-version.ts'
import type { KeptBytes } from './kept-bytes.ts'
import type { DeleteMarker, ObjectVersion } from './object.ts'
import { addVersion, removeVersion } from './object-writes.ts'

export interface ObjectToDelete {
  readonly key: string
  /** Deletes this version for good. Without it, what deleting means depends on the bucket's versioning. */
  readonly versionId?: string
  /** The latest version, or the one that is named, must have this etag; `*` for any. */
  readonly ifMatch?: string
  /** Judged inside the transaction: nothing happens to a version that is no longer what the caller saw. */
  readonly isStillMeant?: (version: ObjectVersion) => boolean
}

export interface Deleted {
  /** The version that was named, or the delete marker that was made. */
  readonly versionId?: string
  /** A delete marker was made, or is gone. */
  readonly isDeleteMarker: boolean
}

interface Deletion {
  readonly deleted: Deleted
  /** Ids of bytes that nothing names any more. */
  readonly gone: readonly string[]
}

const nothing: Deletion = { deleted: { isDeleteMarker: false }, gone: [] }

/** See `Objects.delete`. */
export async function deleteObject(
  { storage, kept }: { readonly storage: Storage; readonly kept: KeptBytes },
  { now }: Pick<ActionContext, 'now'>,
  bucket: string,
  object: ObjectToDelete,
): Promise<Deleted> {
  checkKey(object.key)
  return storage.write(async writer => {
    const { deleted, gone } = await deleteIn(writer, now, bucket, object)
    writer.afterCommit(() => kept.forget(gone))
    return deleted
  })
}

async function deleteIn(writer: Writer, modifiedAt: Date, name: string, object: ObjectToDelete): Promise<Deletion> {
  const { key, versionId, ifMatch, isStillMeant } = object
  const bucket = await getBucket(writer.buckets, name)
  const version = await findVersion(writer.objects, name, key, versionId)
  checkWrite(version, key, { ifMatch })
  if (isStillMeant && !(version && isStillMeant(version))) return nothing
  if (versionId !== undefined) {
    const gone = version ? await removeVersion(writer, version) : []
    return { deleted: { versionId, isDeleteMarker: version?.isDeleteMarker ?? false }, gone }
  }
  if (bucket.versioning === 'unversioned')
    return { ...nothing, gone: version ? await removeVersion(writer, version) : [] }
  const unplaced = { bucket: name, key, modifiedAt, isDeleteMarker: true } as const
  const { version: marker, gone } = await addVersion<DeleteMarker>(writer, bucket, version, unplaced)
  return { deleted: { versionId: marker.versionId, isDeleteMarker: true }, gone }
}
