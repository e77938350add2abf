import { sql } from 'kysely'
import type { Upload, UploadWriter } from '../../domain/object/upload.ts'
import { type Entries, fromEntries, toEntries } from './entries.ts'
import type { Database } from './sql-stores.ts'

export function sqlUploads(db: Database): UploadWriter {
  return {
    async find(bucket, key, id) {
      const row = await db
        .selectFrom('upload')
        .select('record')
        .where('id', '=', id)
        .where('bucket', '=', bucket)
        .where('key', '=', key)
        .executeTakeFirst()
      return row && toUpload(row.record)
    },
    async findById(id) {
      const row = await db.selectFrom('upload').select('record').where('id', '=', id).executeTakeFirst()
      return row && toUpload(row.record)
    },
    async list(bucket, { key, id }, until, limit) {
      let query = db
        .selectFrom('upload')
        .select('record')
        .where('bucket', '=', bucket)
        .where(sql<boolean>`(key, id) > (${key}, ${id})`)
      if (until !== undefined) query = query.where('key', '<', until)
      const rows = await query.orderBy('key').orderBy('id').limit(limit).execute()
      return rows.map(row => toUpload(row.record))
    },
    async insert(upload) {
      const { id, bucket, key } = upload
      await db
        .insertInto('upload')
        .values({ id, bucket, key, record: toRecord(upload) })
        .execute()
    },
    async delete({ id }) {
      await db.deleteFrom('upload').where('id', '=', id).execute()
    },
  }
}

type UploadRecord = Omit<Upload, 'startedAt' | 'metadata' | 'tags'> & {
  readonly startedAtMs: number
  readonly metadata: Entries
  readonly tags: Entries
}

function toRecord({ startedAt, metadata, tags, ...upload }: Upload): string {
  const maps = { metadata: toEntries(metadata), tags: toEntries(tags) }
  const record: UploadRecord = { ...upload, startedAtMs: startedAt.getTime(), ...maps }
  return JSON.stringify(record)
}

function toUpload(text: string): Upload {
  const { startedAtMs, metadata, tags, ...upload } = JSON.parse(text) as UploadRecord
  return {
    ...upload,
    startedAt: new Date(startedAtMs),
    metadata: fromEntries(metadata),
    tags: fromEntries(tags),
  }
}
