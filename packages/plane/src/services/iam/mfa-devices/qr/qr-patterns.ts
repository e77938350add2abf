// What every QR code of a version has in common: finders, timing, alignment, format and version.
import type { QrLayout } from './qr-layout.ts'

/** Rows of modules: dark, light, or free for data. */
export type QrGrid = (boolean | undefined)[][]

/** Error correction `L` and the mask of a chessboard. */
const format = 0b01_000

export function drawPatterns({ size, version, alignments }: QrLayout): QrGrid {
  const grid: QrGrid = Array.from({ length: size }, () => Array.from({ length: size }, () => undefined))
  const set = (x: number, y: number, isDark: boolean) => {
    if (y >= 0 && y < size && x >= 0 && x < size) grid[y]![x] = isDark
  }
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    drawSquare(set, x, y, 4, distance => distance !== 2 && distance !== 4)
  }
  const last = alignments.length - 1
  for (const [row, y] of alignments.entries()) {
    for (const [column, x] of alignments.entries()) {
      const isAtFinder = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0)
      if (!isAtFinder) drawSquare(set, x, y, 2, distance => distance !== 1)
    }
  }
  drawFormat(set, size)
  if (version >= 7) drawVersion(set, size, version)
  return grid
}

type Set = (x: number, y: number, isDark: boolean) => void

/** Rings around a middle; the distance is that of the ring. */
function drawSquare(set: Set, x: number, y: number, reach: number, isDark: (distance: number) => boolean): void {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))))
  }
}

function drawFormat(set: Set, size: number): void {
  const bits = ((format << 10) | remainder(format << 10, 0x537)) ^ 0x5412
  const bit = (index: number) => ((bits >> index) & 1) === 1
  for (let index = 0; index < 15; index++) {
    // Once around the first finder, past the timing patterns, and once beside the two others.
    if (index < 6) set(8, index, bit(index))
    else if (index < 8) set(8, index + 1, bit(index))
    else if (index === 8) set(7, 8, bit(index))
    else set(14 - index, 8, bit(index))
    if (index < 8) set(size - 1 - index, 8, bit(index))
    else set(8, size - 15 + index, bit(index))
  }
  set(8, size - 8, true)
}

function drawVersion(set: Set, size: number, version: number): void {
  const bits = (version << 12) | remainder(version << 12, 0x1f25)
  for (let index = 0; index < 18; index++) {
    const isDark = ((bits >> index) & 1) === 1
    const [far, near] = [size - 11 + (index % 3), Math.floor(index / 3)]
    set(far, near, isDark)
    set(near, far, isDark)
  }
}

/** Of the division of two polynomials over GF(2), written as numbers. */
export function remainder(value: number, divisor: number): number {
  const length = 32 - Math.clz32(divisor)
  let rest = value
  while (32 - Math.clz32(rest) >= length) rest ^= divisor << (32 - Math.clz32(rest) - length)
  return rest
}
