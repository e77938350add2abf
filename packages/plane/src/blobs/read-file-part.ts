import type { FileHandle } from 'node:fs/promises'
import type { SealedRange } from './sealing/sealed-read.ts'
import { sealedSegmentBytes } from './sealing/segments.ts'

/**
 * A part of a file, whole segments a piece: while one is being used the next is read. Ends early where the file does;
 * at the end it asks for one byte more than there should be.
 */
export async function* readFilePart(
  handle: FileHandle,
  { fromByte, untilByte, isEnd }: SealedRange,
  segmentsAtOnce: number,
): AsyncGenerator<Buffer> {
  const end = isEnd ? untilByte + 1 : untilByte
  const pieceBytes = Math.min(segmentsAtOnce * sealedSegmentBytes, end - fromByte)
  let spare: Buffer | undefined
  let at = fromByte
  let hasEnded = false
  const readNext = async (buffer: Buffer): Promise<Buffer> => {
    const most = Math.min(buffer.length, end - at)
    const enough = Math.min(most, untilByte - at)
    let filled = 0
    do {
      const { bytesRead } = await handle.read(buffer, filled, most - filled, at)
      if (bytesRead === 0) break
      filled += bytesRead
      at += bytesRead
    } while (filled < enough)
    hasEnded = at === end || filled < most
    return buffer.subarray(0, filled)
  }
  const makeBuffer = () => Buffer.allocUnsafeSlow(pieceBytes)
  let reading: Promise<Buffer> | undefined = readNext(makeBuffer())
  try {
    while (reading) {
      const piece: Buffer = await reading
      if (piece.length === 0) return
      reading = hasEnded ? undefined : readNext(spare ?? makeBuffer())
      reading?.catch(() => {})
      yield piece
      spare = Buffer.from(piece.buffer)
    }
  } finally {
    // The file is closed next.
    await reading?.catch(() => {})
  }
}
