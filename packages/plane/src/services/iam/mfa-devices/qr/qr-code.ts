// Text as a QR code, in bytes, with one fixed mask: readers take any.
import { drawPatterns, type QrGrid } from './qr-patterns.ts'
import { dataBytesOf, layoutOf, type QrLayout, versionMax } from './qr-layout.ts'
import { checkBytes } from './reed-solomon.ts'

/** Rows of modules; true is dark. Throws for text of more than 858 bytes. */
export function qrCode(text: string): boolean[][] {
  const bytes = Buffer.from(text)
  const layout = layoutFor(bytes)
  const grid = drawPatterns(layout)
  drawBits(grid, withChecks(dataOf(bytes, layout), layout))
  return grid.map(row => row.map(module => module === true))
}

function layoutFor(bytes: Uint8Array): QrLayout {
  for (let version = 1; version <= versionMax; version++) {
    const layout = layoutOf(version)
    if (headBits(layout) + bytes.length * 8 <= dataBytesOf(layout) * 8) return layout
  }
  throw new Error(`${bytes.length} bytes are too many for a QR code`)
}

/** Mode and length. */
function headBits({ version }: QrLayout): number {
  return 4 + (version < 10 ? 8 : 16)
}

function dataOf(bytes: Uint8Array, layout: QrLayout): Uint8Array {
  const byteMode = '0100'
  const length = bytes.length.toString(2).padStart(headBits(layout) - 4, '0')
  const bits = byteMode + length + [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  const room = dataBytesOf(layout)
  const ended = bits + '0'.repeat(Math.min(4, room * 8 - bits.length))
  const used = Math.ceil(ended.length / 8)
  return Uint8Array.from({ length: room }, (_, index) => {
    if (index >= used) return (index - used) % 2 === 0 ? 0xec : 0x11
    return Number.parseInt(ended.slice(index * 8, index * 8 + 8).padEnd(8, '0'), 2)
  })
}

/** Blocks with their check bytes, a byte of each in turn. The last blocks may be one byte longer than the first. */
function withChecks(data: Uint8Array, { blocks, checkBytesPerBlock, totalBytes }: QrLayout): Uint8Array {
  const longBlocks = totalBytes % blocks
  const shortLength = Math.floor(totalBytes / blocks) - checkBytesPerBlock
  const parts: Uint8Array[] = []
  for (let block = 0, start = 0; block < blocks; block++) {
    const end = start + shortLength + (block < blocks - longBlocks ? 0 : 1)
    parts.push(data.subarray(start, end))
    start = end
  }
  return Uint8Array.from([...inTurn(parts), ...inTurn(parts.map(part => checkBytes(part, checkBytesPerBlock)))])
}

function inTurn(parts: readonly Uint8Array[]): number[] {
  const longest = Math.max(...parts.map(part => part.length))
  return Array.from({ length: longest }, (_, index) => parts.flatMap(part => part[index] ?? [])).flat()
}

/** Fills what the patterns leave free: pairs of columns from the right, upwards and downwards in turn. */
function drawBits(grid: QrGrid, bytes: Uint8Array): void {
  let bit = 0
  for (const [x, y] of freeModules(grid)) {
    const isSet = bit < bytes.length * 8 && ((bytes[bit >> 3]! >> (7 - (bit & 7))) & 1) === 1
    const isMasked = (x + y) % 2 === 0
    grid[y]![x] = isSet !== isMasked
    bit++
  }
}

/** In the order in which bits are put. */
export function freeModules(grid: QrGrid): [x: number, y: number][] {
  const found: [number, number][] = []
  const size = grid.length
  let isUpward = true
  for (let right = size - 1; right > 0; right -= 2) {
    // The column of the timing pattern belongs to no pair.
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const y = isUpward ? size - 1 - step : step
      for (const x of [right, right - 1]) if (grid[y]![x] === undefined) found.push([x, y])
    }
    isUpward = !isUpward
  }
  return found
}
