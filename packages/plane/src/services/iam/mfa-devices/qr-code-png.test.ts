import { crc32, inflateSync } from 'node:zlib'
import jsQr from 'jsqr'
import { expect, test } from 'vitest'
import { qrCodePng } from './qr-code-png.ts'

/** The picture's points as four bytes each, as cameras give them. */
function pointsOf(png: Buffer): { side: number; points: Uint8ClampedArray } {
  const side = png.readUInt32BE(16)
  const length = png.readUInt32BE(33)
  expect(crc32(png.subarray(37, 41 + length))).toBe(png.readUInt32BE(41 + length))
  const rows = inflateSync(png.subarray(41, 41 + length))
  const rowBytes = 1 + Math.ceil(side / 8)
  const points = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isLight = ((rows[y * rowBytes + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1
      points.fill(isLight ? 255 : 0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  }
  return { side, points }
}

test.each([20, 106, 107, 230, 271, 520, 858])('a camera reads what was put in, %d characters', length => {
  const uri = `otpauth://totp/${'ada~'.repeat(length)}`.slice(0, length)
  const png = qrCodePng(uri)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  const { side, points } = pointsOf(png)
  expect(jsQr.default(points, side, side)?.data).toBe(uri)
})
