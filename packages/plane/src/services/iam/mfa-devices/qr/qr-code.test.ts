import { inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { modulesToPng } from './png.ts'
import { freeModules, qrCode } from './qr-code.ts'
import { dataBytesOf, layoutOf } from './qr-layout.ts'
import { drawPatterns, remainder } from './qr-patterns.ts'
import { checkBytes } from './reed-solomon.ts'

/** Reads a code as a reader does: takes the mask off, puts the blocks together and checks them. */
function read(modules: boolean[][]): string {
  const layout = layoutOf((modules.length - 17) / 4)
  const bits = freeModules(drawPatterns(layout)).map(([x, y]) => modules[y]![x]! !== ((x + y) % 2 === 0))
  const bytes = Array.from({ length: layout.totalBytes }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((byte, bit) => byte * 2 + Number(bit), 0),
  )
  const { blocks, checkBytesPerBlock, totalBytes, version } = layout
  const short = Math.floor(totalBytes / blocks) - checkBytesPerBlock
  const lengths = Array.from({ length: blocks }, (_, block) => short + Number(block >= blocks - (totalBytes % blocks)))
  const words: number[][] = lengths.map(() => [])
  for (const next of bytes.slice(0, dataBytesOf(layout))) {
    const column = Math.min(...words.map((word, block) => (word.length < lengths[block]! ? word.length : Infinity)))
    words.find((word, block) => word.length === column && word.length < lengths[block]!)!.push(next)
  }
  const data = words.flatMap(word => [...word])
  for (const [block, word] of words.entries()) {
    const checks = bytes.slice(dataBytesOf(layout)).filter((_, index) => index % blocks === block)
    expect([...checkBytes(Uint8Array.from(word), checkBytesPerBlock)]).toEqual(checks)
  }
  const stream = data.map(byte => byte.toString(2).padStart(8, '0')).join('')
  expect(stream.slice(0, 4)).toBe('0100')
  const lengthEnd = version < 10 ? 12 : 20
  const length = Number.parseInt(stream.slice(4, lengthEnd), 2)
  const body = stream.slice(lengthEnd, lengthEnd + length * 8)
  return Buffer.from(Array.from({ length }, (_, at) => Number.parseInt(body.slice(at * 8, at * 8 + 8), 2))).toString()
}

describe('a QR code', () => {
  test('says what was put in, at any length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 858, size: 'max' }), text => {
        fc.pre(Buffer.byteLength(text) <= 858)
        expect(read(qrCode(text))).toBe(text)
      }),
      { numRuns: 40 },
    )
  })

  // Capacities of the standard's table 7, byte mode, level L.
  test.each([
    [1, 17],
    [5, 106],
    [6, 134],
    [9, 230],
    [10, 271],
    [15, 520],
    [20, 858],
  ])('version %d holds %d bytes', (version, bytes) => {
    expect(qrCode('x'.repeat(bytes))).toHaveLength(version * 4 + 17)
    if (version < 20) expect(qrCode('x'.repeat(bytes + 1))).toHaveLength(version * 4 + 21)
    else expect(() => qrCode('x'.repeat(bytes + 1))).toThrow('too many')
  })

  test('has its alignment patterns where the standard puts them', () => {
    expect(layoutOf(2).alignments).toEqual([6, 18])
    expect(layoutOf(7).alignments).toEqual([6, 22, 38])
    expect(layoutOf(14).alignments).toEqual([6, 26, 46, 66])
    expect(layoutOf(16).alignments).toEqual([6, 26, 50, 74])
    expect(layoutOf(20).alignments).toEqual([6, 34, 62, 90])
  })
})

test('check bytes are those of the example in the standard', () => {
  // ISO/IEC 18004, annex I: version 1-M, "01234567".
  const data = [0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11]
  const checks = [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]
  expect([...checkBytes(Uint8Array.from(data), 10)]).toEqual(checks)
})

test('format and version have the check bits of the standard', () => {
  expect((0b00101 << 10) | remainder(0b00101 << 10, 0x537)).toBe(0b00101_0011011100)
  expect((7 << 12) | remainder(7 << 12, 0x1f25)).toBe(0b000111_110010010100)
})

test('a picture has a light border and one square a module', () => {
  const png = modulesToPng([
    [true, false],
    [false, true],
  ])
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  const side = (2 + 8) * 4
  expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24]]).toEqual([side, side, 1])
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))
  const isDark = (x: number, y: number) => ((rows[y * 6 + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1) === 0
  expect([isDark(15, 15), isDark(16, 16), isDark(19, 19), isDark(20, 19), isDark(20, 20)]).toEqual([
    false,
    true,
    true,
    false,
    true,
  ])
})
