// Reading what was sealed: takes sealed bytes in whatever pieces they come and gives out the plain ones, each proven.
import { BytesDamaged, type StoredBytes } from '../../domain/basics/object-bytes.ts'
import type { ObjectKeys } from './object-keys.ts'
import { countSegments, createSegments, sealedSegmentBytes, sealedSizeOf, segmentBytes } from './segments.ts'

/** A part of what is kept sealed. A piece is used up when the next one is asked for. */
export type SealedSource = (range: SealedRange) => AsyncIterable<Buffer>

export interface SealedRange {
  readonly fromByte: number
  readonly untilByte: number
  /** `untilByte` should be the end: what lies behind it must be given too, so that it is noticed. */
  readonly isEnd: boolean
}

/** At least one segment is always looked at, also for no byte: what is lost is never given out as empty. */
export async function* readSealed(
  keys: ObjectKeys,
  stored: StoredBytes,
  fromByte: number,
  untilByte: number,
  source: SealedSource,
): AsyncGenerator<Buffer> {
  const { id, sizeBytes } = stored
  const key = keys.open(id, stored.sealedKey)
  if (!key) throw new BytesDamaged(id, 'its key cannot be opened')
  const segments = createSegments(id, key)
  const last = countSegments(sizeBytes) - 1
  const first = Math.min(Math.floor(fromByte / segmentBytes), last)
  const until = Math.min(untilByte, sizeBytes)
  const final = Math.max(Math.ceil(until / segmentBytes) - 1, first)
  const endOf = (segment: number) => (segment === last ? sealedSizeOf(sizeBytes) : (segment + 1) * sealedSegmentBytes)
  const range = { fromByte: first * sealedSegmentBytes, untilByte: endOf(final), isEnd: final === last }
  let number = first
  for await (const sealed of inSegments(source(range), range, id)) {
    const plain = segments.open(number, number === last, sealed)
    if (!plain) throw new BytesDamaged(id, `segment ${number} was changed`)
    const start = number++ * segmentBytes
    const wanted = plain.subarray(Math.max(fromByte - start, 0), Math.max(until - start, 0))
    if (wanted.length > 0) yield wanted
  }
}

/** The pieces cut anew, one a segment; copied only where a segment comes in several. */
async function* inSegments(
  pieces: AsyncIterable<Buffer>,
  { fromByte, untilByte }: SealedRange,
  id: string,
): AsyncGenerator<Buffer> {
  let left = untilByte - fromByte
  let held: Buffer | undefined
  let heldBytes = 0
  for await (const piece of pieces) {
    for (let rest = piece; rest.length > 0;) {
      const wanted = Math.min(left, sealedSegmentBytes)
      if (wanted === 0) throw new BytesDamaged(id, 'something stands behind its end')
      if (heldBytes === 0 && rest.length >= wanted) {
        yield rest.subarray(0, wanted)
        rest = rest.subarray(wanted)
        left -= wanted
        continue
      }
      held ??= Buffer.allocUnsafeSlow(sealedSegmentBytes)
      const copied = rest.copy(held, heldBytes, 0, wanted - heldBytes)
      rest = rest.subarray(copied)
      heldBytes += copied
      if (heldBytes === wanted) {
        yield held.subarray(0, wanted)
        left -= wanted
        heldBytes = 0
      }
    }
  }
  if (left > 0) throw new BytesDamaged(id, 'it is cut off')
}
