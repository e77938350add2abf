// What a put and a delete do to the versions of a key, inside a transaction. Answers with the ids of bytes that nothing
// names any more; whoever calls has them deleted after the commit.
import type { Bucket } from '../bucket/bucket.ts'
import type { Writer } from '../storage.ts'
import type { DeleteMarker, ObjectVersion, StoredObject } from './object.ts'
import { newVersionId, nullVersion } from './version-id.ts'

/** A version that has no place among the others yet. */
type Unplaced<V extends ObjectVersion> = Omit<V, 'versionId' | 'sequence' | 'isLatest'>

export interface Written<V extends ObjectVersion> {
  readonly version: V
  readonly gone: readonly string[]
}

/**
 * Makes a version the latest of its key. While versioning is enabled, all others stay; otherwise the null version does
 * not.
 *
 * @param latest as it is inside this transaction
 */
export async function addVersion<V extends StoredObject | DeleteMarker>(
  writer: Writer,
  bucket: Bucket,
  latest: ObjectVersion | undefined,
  unplaced: Unplaced<V>,
): Promise<Written<V>> {
  const { key, modifiedAt } = unplaced
  const sequence = nextSequence(modifiedAt, latest)
  const versionId = bucket.versioning === 'enabled' ? newVersionId(sequence) : nullVersion
  const replaced = versionId === nullVersion ? await findNull(writer, bucket, key, latest) : undefined
  const gone = replaced ? await removeRow(writer, replaced) : []
  if (latest && latest.versionId !== replaced?.versionId) {
    await writer.objects.update({ ...latest, isLatest: false, noncurrentSince: modifiedAt })
  }
  const version = { ...unplaced, versionId, sequence, isLatest: true } as unknown as V
  await writer.objects.insert(version)
  return { version, gone }
}

/** Takes a version away for good. The one before it is the latest then, if it was. */
export async function removeVersion(writer: Writer, version: ObjectVersion): Promise<readonly string[]> {
  const gone = await removeRow(writer, version)
  if (!version.isLatest) return gone
  const [before] = await writer.objects.listVersions(version.bucket, version, undefined, 1)
  if (before?.key === version.key) {
    await writer.objects.update({ ...before, isLatest: true, noncurrentSince: undefined })
  }
  return gone
}

async function removeRow({ objects, pieces }: Writer, version: ObjectVersion): Promise<readonly string[]> {
  await objects.delete(version)
  return version.isDeleteMarker ? [] : pieces.delete(version.body)
}

async function findNull({ objects }: Writer, bucket: Bucket, key: string, latest: ObjectVersion | undefined) {
  if (!latest || latest.versionId === nullVersion) return latest
  return bucket.versioning === 'unversioned' ? undefined : objects.find(bucket.name, key, nullVersion)
}

/** Microseconds of its time, or one more than the version before: never that of a version that is gone. */
function nextSequence(now: Date, latest: ObjectVersion | undefined): number {
  return Math.max(now.getTime() * 1000, (latest?.sequence ?? 0) + 1)
}
