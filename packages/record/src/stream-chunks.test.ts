import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToText } from './byte-text.ts'
import { splitChunks } from './split-chunks.ts'
import { streamChunks } from './stream-chunks.ts'

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]) {
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!
    yield bytes.subarray(from, from + size)
    from += size
  }
}

const line = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('{"hash":"x"}'), fc.constant('\ud83d\ude00'))

test('however a record is cut into pieces, its chunks are the same as of the whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.uint8Array({ maxLength: 4 }),
      async (lines, sizes, ending) => {
        const bytes = Buffer.concat([Buffer.from(lines.map(each => `${each}\n`).join('')), ending])
        const { chunks, rest } = splitChunks(bytes.toString('latin1'))
        const expected = [...chunks, ...(rest === '' ? [] : [rest])]
        expect(await Array.fromAsync(streamChunks(inPieces(bytes, sizes)))).toEqual(
          expected.map(text => bytesToText(Buffer.from(text, 'latin1'))),
        )
      },
    ),
  )
})

test('what has no seal for megabytes is given on instead of being gathered', async () => {
  const piece = new Uint8Array(1024 * 1024).fill(0x61)
  let given = 0
  async function* endless() {
    for (; given < 20; given++) yield piece
  }
  for await (const text of streamChunks(endless())) {
    expect(text.length).toBeLessThan(6 * piece.length)
    break
  }
  expect(given).toBeLessThan(6)
})
