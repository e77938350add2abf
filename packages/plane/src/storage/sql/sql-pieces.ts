import { type Selectable, sql } from 'kysely'
import type { Piece, PieceWriter } from '../../domain/object/piece.ts'
import type { Schema } from '../schema.ts'
import { buildOnce } from './build-once.ts'
import type { Database } from './sql-stores.ts'

/** Far below the number of parameters that either engine takes. */
const numbersAtOnce = 1_000

export function sqlPieces(db: Database): PieceWriter {
  const put = buildOnce(db, () =>
    db
      .insertInto('object_piece')
      .values({ body: '', number: 0, bytes_id: '', size_bytes: 0, record: '' })
      .onConflict(conflict =>
        conflict.columns(['body', 'number']).doUpdateSet(({ ref }) => ({
          bytes_id: ref('excluded.bytes_id'),
          size_bytes: ref('excluded.size_bytes'),
          record: ref('excluded.record'),
        })),
      ),
  )
  return {
    async find(body, number) {
      const row = await db
        .selectFrom('object_piece')
        .selectAll()
        .where('body', '=', body)
        .where('number', '=', number)
        .executeTakeFirst()
      return row && toPiece(row)
    },
    async list(body, afterNumber, limit) {
      const rows = await db
        .selectFrom('object_piece')
        .selectAll()
        .where('body', '=', body)
        .where('number', '>', afterNumber)
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map(toPiece)
    },
    async listAll({ body, number }, limit) {
      const rows = await db
        .selectFrom('object_piece')
        .selectAll()
        .where(sql<boolean>`(body, number) > (${body}, ${number})`)
        .orderBy('body')
        .orderBy('number')
        .limit(limit)
        .execute()
      return rows.map(row => ({ body: row.body, number: row.number, piece: toPiece(row) }))
    },
    async listNamed(bytesIds) {
      if (bytesIds.length === 0) return new Set()
      const rows = await db.selectFrom('object_piece').select('bytes_id').where('bytes_id', 'in', bytesIds).execute()
      return new Set(rows.map(row => row.bytes_id))
    },
    async put(body, piece) {
      await put([body, piece.number, piece.stored.id, piece.stored.sizeBytes, toRecord(piece)])
    },
    async delete(body, numbers) {
      const all = db.deleteFrom('object_piece').where('body', '=', body).returning('bytes_id')
      if (numbers === undefined) return (await all.execute()).map(row => row.bytes_id)
      const gone: string[] = []
      for (let from = 0; from < numbers.length; from += numbersAtOnce) {
        const rows = await all.where('number', 'in', numbers.slice(from, from + numbersAtOnce)).execute()
        gone.push(...rows.map(row => row.bytes_id))
      }
      return gone
    },
  }
}

/** What stands in columns of its own is not in the record. */
type PieceRecord = Pick<Piece, 'md5' | 'sha256' | 'checksum'> & {
  readonly keptAtMs: number
  readonly sealedKey: string
}

function toRecord({ md5, sha256, checksum, keptAt, stored }: Piece): string {
  const record: PieceRecord = { md5, sha256, checksum, keptAtMs: keptAt.getTime(), sealedKey: stored.sealedKey }
  return JSON.stringify(record)
}

function toPiece(row: Selectable<Schema['object_piece']>): Piece {
  const { keptAtMs, sealedKey, ...record } = JSON.parse(row.record) as PieceRecord
  return {
    number: row.number,
    ...record,
    keptAt: new Date(keptAtMs),
    stored: { id: row.bytes_id, sizeBytes: row.size_bytes, sealedKey },
  }
}
