// Reading an object's bytes. An open object can be read to its end, whatever happens to its version meanwhile: its
// bytes are deleted when nobody reads them any more. Where another plane deletes them, the reader fails.
import { BytesDamaged, type ObjectBytes } from '../basics/object-bytes.ts'
import { DomainError } from '../basics/errors.ts'
import type { Storage } from '../storage.ts'
import type { KeptBytes } from './kept-bytes.ts'
import type { StoredObject } from './object.ts'
import type { Piece, PieceReader } from './piece.ts'

/** Closed by disposing of it, and by itself at the end of `read`. */
export interface OpenObject extends Disposable {
  readonly object: StoredObject
  /** In their order. */
  readonly pieces: readonly Piece[]
  /**
   * Bytes from..until (exclusive; the end when absent), as they are asked for. Ends with `object.not-found` when they
   * were deleted under the reader's hands, and with BytesDamaged when they are not what was put.
   */
  read(fromByte?: number, untilByte?: number): AsyncIterable<Buffer>
  /** Where a part stands; undefined when there is none of this number. An object put at once is its own part 1. */
  placeOfPart(number: number): { readonly fromByte: number; readonly untilByte: number } | undefined
}

export interface OpenObjectParts {
  readonly storage: Storage
  readonly bytes: ObjectBytes
  readonly kept: KeptBytes
}

const piecesAtOnce = 1_000
const attemptsMax = 5

/** @param find the object as it is now; asked again when the one that it found was replaced before it could be opened */
export async function openObject(parts: OpenObjectParts, find: () => Promise<StoredObject>): Promise<OpenObject> {
  const { storage, kept } = parts
  for (let attempt = 1; ; attempt++) {
    const object = await find()
    const pieces = await listPieces(storage.read.pieces, object.body)
    const release = kept.hold(pieces.map(({ stored }) => stored.id))
    // Whoever deleted them before they were held has committed by now.
    if (pieces.length > 0 && (await storage.read.pieces.find(object.body, pieces[0]!.number))) {
      return openPieces(parts, object, pieces, release)
    }
    release()
    if (attempt === attemptsMax) throw new DomainError('object', 'not-found', object.key)
  }
}

async function listPieces(pieces: PieceReader, body: string): Promise<readonly Piece[]> {
  const found: Piece[] = []
  for (;;) {
    const more = await pieces.list(body, found.at(-1)?.number ?? 0, piecesAtOnce)
    found.push(...more)
    if (more.length < piecesAtOnce) return found
  }
}

function openPieces(
  { storage, bytes }: OpenObjectParts,
  object: StoredObject,
  pieces: readonly Piece[],
  release: () => void,
): OpenObject {
  async function* read(fromByte = 0, untilByte = object.sizeBytes): AsyncGenerator<Buffer> {
    let start = 0
    try {
      for (const { stored } of pieces) {
        const [from, until] = [Math.max(fromByte - start, 0), Math.min(untilByte - start, stored.sizeBytes)]
        if (from < until) yield* bytes.read(stored, from, until)
        start += stored.sizeBytes
      }
    } catch (error) {
      if (!(error instanceof BytesDamaged)) throw error
      const there = await storage.read.objects.findByBody(object.body)
      throw there ? error : new DomainError('object', 'not-found', object.key, { detail: 'deleted while it was read' })
    } finally {
      release()
    }
  }

  return {
    object,
    pieces,
    read,
    placeOfPart(number) {
      let fromByte = 0
      for (const piece of pieces) {
        const untilByte = fromByte + piece.stored.sizeBytes
        if (piece.number === number) return { fromByte, untilByte }
        fromByte = untilByte
      }
      return undefined
    },
    [Symbol.dispose]: release,
  }
}
