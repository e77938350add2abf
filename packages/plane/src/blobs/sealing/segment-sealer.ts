import { type Segments, segmentBytes } from './segments.ts'

/** Cuts a stream of bytes into segments and seals them. */
export interface SegmentSealer {
  /** What it was given so far. */
  readonly sizeBytes: number
  /** The segments that are certain not to be the last. The bytes must stay as they are until all were taken. */
  add(bytes: Uint8Array): Iterable<readonly [Buffer, Buffer]>
  /** The last one. */
  finish(): readonly [Buffer, Buffer]
}

export function createSegmentSealer(segments: Segments): SegmentSealer {
  // Whether a segment is the last must be known when it is sealed, so a full one waits here for what follows.
  let held: Buffer | undefined
  let heldBytes = 0
  let number = 0
  let sizeBytes = 0
  const seal = (plain: Uint8Array, isLast = false) => segments.seal(number++, isLast, plain)
  return {
    get sizeBytes() {
      return sizeBytes
    },
    *add(bytes) {
      sizeBytes += bytes.length
      for (let at = 0; at < bytes.length;) {
        if (held && heldBytes === segmentBytes) {
          yield seal(held)
          heldBytes = 0
        }
        if (heldBytes === 0 && bytes.length - at > segmentBytes) {
          yield seal(bytes.subarray(at, (at += segmentBytes)))
          continue
        }
        held ??= Buffer.allocUnsafeSlow(segmentBytes)
        const some = bytes.subarray(at, at + segmentBytes - heldBytes)
        held.set(some, heldBytes)
        heldBytes += some.length
        at += some.length
      }
    },
    finish: () => seal(held ? held.subarray(0, heldBytes) : new Uint8Array(), true),
  }
}
