import { DomainError } from '../basics/errors.ts'
import type { DeleteMarker, ObjectReader, ObjectVersion, StoredObject } from './object.ts'
import { isVersionId } from './version-id.ts'

/**
 * A delete marker stands where an object was asked for: `delete-marker.not-found` where it is the latest version,
 * `delete-marker.denied` where it was asked for by its id.
 */
export class DeleteMarkerFound extends DomainError {
  readonly marker: DeleteMarker

  constructor(marker: DeleteMarker, kind: 'not-found' | 'denied') {
    super('delete-marker', kind, marker.key)
    this.marker = marker
  }
}

/** The latest version, or the one that is named. Throws `version-id.invalid` for what names none. */
export async function findVersion(
  objects: ObjectReader,
  bucket: string,
  key: string,
  versionId: string | undefined,
): Promise<ObjectVersion | undefined> {
  if (versionId === undefined) return objects.findLatest(bucket, key)
  if (!isVersionId(versionId)) throw new DomainError('version-id', 'invalid', versionId)
  return objects.find(bucket, key, versionId)
}

/** As {@link findVersion}; throws `object.not-found`, `object-version.not-found` and {@link DeleteMarkerFound}. */
export async function getVersion(
  objects: ObjectReader,
  bucket: string,
  key: string,
  versionId: string | undefined,
): Promise<StoredObject> {
  const version = await findVersion(objects, bucket, key, versionId)
  if (!version) throw new DomainError(versionId === undefined ? 'object' : 'object-version', 'not-found', key)
  if (version.isDeleteMarker) throw new DeleteMarkerFound(version, versionId === undefined ? 'not-found' : 'denied')
  return version
}
