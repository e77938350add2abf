// Where things are in a QR code (ISO/IEC 18004), for versions 1 to 20 at the lowest error correction: this is shown on
// a screen, not printed on a box.

/** Check bytes of each block, by version. */
const checkBytesOf = [0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28]
const blocksOf = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8]

export const versionMax = 20

export interface QrLayout {
  readonly version: number
  /** Modules on a side. */
  readonly size: number
  readonly blocks: number
  readonly checkBytesPerBlock: number
  /** All bytes, with check bytes. */
  readonly totalBytes: number
  /** Middles of alignment patterns, the same in both directions. */
  readonly alignments: readonly number[]
}

export function layoutOf(version: number): QrLayout {
  const size = version * 4 + 17
  const alignments = alignmentsOf(version, size)
  const count = alignments.length
  // All modules but those of finders, timing, format, alignment and version.
  const patterns = count === 0 ? 0 : (25 * count - 10) * count - 55
  const bits = (16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0)
  const [blocks, checkBytesPerBlock] = [blocksOf[version]!, checkBytesOf[version]!]
  return { version, size, alignments, blocks, checkBytesPerBlock, totalBytes: bits >> 3 }
}

/** Bytes of a layout that are left for data. */
export function dataBytesOf({ totalBytes, blocks, checkBytesPerBlock }: QrLayout): number {
  return totalBytes - blocks * checkBytesPerBlock
}

function alignmentsOf(version: number, size: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, index) => size - 7 - step * (count - 2 - index))]
}
