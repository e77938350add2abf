// Text as a picture for cameras: a QR code as PNG, a black and white one.
import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** The light border that readers need, in modules. */
const border = 4
const pixelsPerModule = 4

/** Throws for text of more than 2,953 bytes. */
export function qrCodePng(text: string): Buffer {
  const { data } = encode(text, { border })
  const side = data.length * pixelsPerModule
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // One bit a pixel, grey; compression, filters and interlacing have one value each.
  header[8] = 1
  const rows = data.flatMap(modules => Array.from({ length: pixelsPerModule }, () => rowOf(modules)))
  const image = deflateSync(Buffer.concat(rows))
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))])
}

/** A byte for its filter, none, then a bit a pixel; 1 is light. */
function rowOf(modules: readonly boolean[]): Buffer {
  const side = modules.length * pixelsPerModule
  const row = Buffer.alloc(1 + Math.ceil(side / 8))
  for (let x = 0; x < side; x++) {
    if (!modules[Math.floor(x / pixelsPerModule)]) row[1 + (x >> 3)]! |= 0x80 >> (x & 7)
  }
  return row
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
