import type { StoredBytes } from '../basics/object-bytes.ts'
import type { Checksum } from './object.ts'

/**
 * Some bytes of an object or of an open upload: one, or one for each part. All pieces of one have a name in common, its
 * body: the upload's id, which the object takes over, or the id of the only bytes.
 */
export interface Piece {
  /** The part's number, from 1; pieces follow one another in this order. */
  readonly number: number
  /** MD5 in hex: a part's etag. */
  readonly md5: string
  /** Hex, where it is known. */
  readonly sha256?: string
  readonly checksum?: Checksum
  readonly keptAt: Date
  readonly stored: StoredBytes
}

export interface PiecePlace {
  readonly body: string
  readonly number: number
}

export interface PieceReader {
  find(body: string, number: number): Promise<Piece | undefined>
  /** In the order of their numbers, greater ones than `afterNumber`. */
  list(body: string, afterNumber: number, limit: number): Promise<readonly Piece[]>
  /** Of everything, by body and number. */
  listAll(after: PiecePlace, limit: number): Promise<readonly (PiecePlace & { readonly piece: Piece })[]>
  /** Which of these bytes some piece names. */
  listNamed(bytesIds: readonly string[]): Promise<ReadonlySet<string>>
}

export interface PieceWriter extends PieceReader {
  /** Replaces the piece of that number. */
  put(body: string, piece: Piece): Promise<void>
  /** All of a body, or these numbers of it. Resolves to the ids of the bytes that nothing names any more. */
  delete(body: string, numbers?: readonly number[]): Promise<readonly string[]>
}
