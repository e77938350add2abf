import { type Selectable, sql } from 'kysely'
import type { DeleteMarker, ObjectVersion, ObjectWriter, StoredObject } from '../../domain/object/object.ts'
import type { Schema } from '../schema.ts'
import { buildOnce } from './build-once.ts'
import { type Entries, fromEntries, toEntries } from './entries.ts'
import type { Database } from './sql-stores.ts'

// A version is read whole, so it is kept as one document; beside it stands what listings and look-ups ask for. The two
// statements that every put runs are built once.

type Row = Selectable<Schema['object_version']>

/** Later than any version of a key. */
const first = Number.MIN_SAFE_INTEGER

export function sqlObjects(db: Database): ObjectWriter {
  const insert = buildOnce(db, () => db.insertInto('object_version').values(emptyRow))
  const selectLatest = buildOnce(db, () =>
    db
      .selectFrom('object_version')
      .selectAll()
      .where('bucket', '=', '')
      .where('key', '=', '')
      .orderBy('newest_first')
      .limit(1),
  )
  const ofKey = (bucket: string, key: string) =>
    db.selectFrom('object_version').selectAll().where('bucket', '=', bucket).where('key', '=', key)
  return {
    async find(bucket, key, versionId) {
      const row = await ofKey(bucket, key).where('version_id', '=', versionId).executeTakeFirst()
      return row && toVersion(row)
    },
    async findLatest(bucket, key) {
      const { rows } = (await selectLatest([bucket, key, 1])) as { rows: readonly Row[] }
      return rows[0] && toVersion(rows[0])
    },
    async findByBody(body) {
      const row = await db.selectFrom('object_version').selectAll().where('body', '=', body).executeTakeFirst()
      return row && (toVersion(row) as StoredObject)
    },
    async listCurrent(bucket, { from, isAfter, until }, limit) {
      let query = db
        .selectFrom('object_version')
        .selectAll()
        .where('bucket', '=', bucket)
        .where('is_current', '=', 1)
        .where('key', isAfter ? '>' : '>=', from)
      if (until !== undefined) query = query.where('key', '<', until)
      const rows = await query.orderBy('key').limit(limit).execute()
      return rows.map(row => toVersion(row) as StoredObject)
    },
    async listVersions(bucket, { key, sequence }, until, limit) {
      const place = Number.isFinite(sequence) ? -sequence : first
      let query = db
        .selectFrom('object_version')
        .selectAll()
        .where('bucket', '=', bucket)
        .where(sql<boolean>`(key, newest_first) > (${key}, ${place})`)
      if (until !== undefined) query = query.where('key', '<', until)
      const rows = await query.orderBy('key').orderBy('newest_first').limit(limit).execute()
      return rows.map(toVersion)
    },
    async insert(version) {
      await insert(Object.values(toRow(version)))
    },
    async update(version) {
      const { bucket, key, newest_first: place, ...changed } = toRow(version)
      await db
        .updateTable('object_version')
        .set(changed)
        .where('bucket', '=', bucket)
        .where('key', '=', key)
        .where('newest_first', '=', place)
        .execute()
    },
    async delete({ bucket, key, sequence }) {
      await db
        .deleteFrom('object_version')
        .where('bucket', '=', bucket)
        .where('key', '=', key)
        .where('newest_first', '=', -sequence)
        .execute()
    },
  }
}

/** Its members stand in the order of those that {@link toRow} makes. */
const emptyRow: Schema['object_version'] = {
  bucket: '',
  key: '',
  newest_first: 0,
  version_id: '',
  is_current: 0,
  modified_at: 0,
  noncurrent_since: 0,
  size_bytes: 0,
  body: '',
  record: '',
}

/** What stands in columns of its own is not in the record. A delete marker's is empty. */
type ObjectRecord = Pick<StoredObject, 'etag' | 'checksum' | 'partsCount' | 'content' | 'bucketKeyEnabled'> & {
  readonly metadata: Entries
  readonly tags: Entries
}

function toRow(version: ObjectVersion): Schema['object_version'] {
  return {
    bucket: version.bucket,
    key: version.key,
    newest_first: -version.sequence,
    version_id: version.versionId,
    is_current: version.isLatest && !version.isDeleteMarker ? 1 : 0,
    modified_at: version.modifiedAt.getTime(),
    noncurrent_since: version.noncurrentSince?.getTime() ?? null,
    size_bytes: version.isDeleteMarker ? 0 : version.sizeBytes,
    body: version.isDeleteMarker ? null : version.body,
    record: version.isDeleteMarker ? '{}' : JSON.stringify(toRecord(version)),
  }
}

function toRecord({
  etag,
  checksum,
  partsCount,
  content,
  bucketKeyEnabled,
  metadata,
  tags,
}: StoredObject): ObjectRecord {
  const maps = { metadata: toEntries(metadata), tags: toEntries(tags) }
  return { etag, checksum, partsCount, content, bucketKeyEnabled, ...maps }
}

function toVersion(row: Row): ObjectVersion {
  const facts: Omit<DeleteMarker, 'isDeleteMarker'> = {
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    sequence: -row.newest_first,
    isLatest: row.noncurrent_since === null,
    modifiedAt: new Date(row.modified_at),
    ...(row.noncurrent_since !== null && { noncurrentSince: new Date(row.noncurrent_since) }),
  }
  if (row.body === null) return { ...facts, isDeleteMarker: true }
  const { metadata, tags, ...record } = JSON.parse(row.record) as ObjectRecord
  return {
    ...facts,
    isDeleteMarker: false,
    sizeBytes: row.size_bytes,
    body: row.body,
    ...record,
    metadata: fromEntries(metadata),
    tags: fromEntries(tags),
  }
}
