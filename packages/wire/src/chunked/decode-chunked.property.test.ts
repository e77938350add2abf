import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AwsFault } from '../aws-fault.ts'
import { collect, encodeChunked, inPieces, signingFrom } from './chunked-for-tests.ts'
import { decodeChunked } from './decode-chunked.ts'

const seed = 'a'.repeat(64)
const chunk = fc
  .integer({ min: 8192, max: 8300 })
  .chain(size => fc.constantFrom(0, 10, 13, 97).map(byte => Buffer.alloc(size, byte)))
const last = fc.uint8Array({ minLength: 1, maxLength: 40 }).map(bytes => Buffer.from(bytes))
const contents = fc.tuple(fc.array(chunk, { maxLength: 3 }), last).map(([chunks, end]) => [...chunks, end])
const cuts = fc.array(fc.nat(26_000), { maxLength: 12 })
const trailers = fc.option(fc.constant({ 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-meta': '' }), { nil: undefined })

test('Whatever is framed comes out as it was, however it arrives', async () => {
  const property = fc.asyncProperty(contents, trailers, fc.boolean(), cuts, async (chunks, after, signed, ends) => {
    const signing = signed ? signingFrom(seed) : undefined
    const body = encodeChunked(chunks, signing, after)
    const decodedBytes = chunks.reduce((sum, each) => sum + each.length, 0)
    const format = { decodedBytes, signing, trailer: after !== undefined, trailerNames: Object.keys(after ?? {}) }
    const decoded = decodeChunked(inPieces(body, ...ends), format)
    expect((await collect(decoded.bytes)).equals(Buffer.concat(chunks))).toBe(true)
    expect(Object.fromEntries(decoded.trailers)).toEqual(after ?? {})
  })
  await fc.assert(property, { numRuns: 200 })
})

test('Nothing that is signed can be changed, cut or repeated', async () => {
  const change = fc.oneof(
    fc.record({ kind: fc.constant('flip'), at: fc.nat() }),
    fc.record({ kind: fc.constant('cut'), at: fc.nat() }),
    fc.record({ kind: fc.constant('double'), at: fc.nat() }),
  )
  const property = fc.asyncProperty(contents, change, cuts, async (chunks, { kind, at }, ends) => {
    const signing = signingFrom(seed)
    const body = encodeChunked(chunks, signing, { 'x-amz-checksum-crc32': 'AAAAAA==' })
    // Behind the last signature there are only line ends.
    const place = at % (body.length - 4)
    const changed = {
      flip: () => Buffer.concat([body.subarray(0, place), Buffer.from([body[place]! ^ 2]), body.subarray(place + 1)]),
      cut: () => body.subarray(0, place),
      double: () => Buffer.concat([body.subarray(0, place + 1), body.subarray(place)]),
    }[kind]()
    const decodedBytes = chunks.reduce((sum, each) => sum + each.length, 0)
    const decoded = decodeChunked(inPieces(changed, ...ends), { decodedBytes, signing, trailer: true })
    await expect(collect(decoded.bytes)).rejects.toBeInstanceOf(AwsFault)
  })
  await fc.assert(property, { numRuns: 300 })
})

test('Bytes of any kind are decoded or refused with one of the documented faults', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\n',
      '0',
      '5',
      'hello',
      '0\r\n',
      '5\r\nhello\r\n',
      ';chunk-signature=',
      'a'.repeat(64),
      'x-a:b\r\n',
      ':',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  )
  const codes = [
    'IncompleteBody',
    'InvalidRequest',
    'InvalidChunkSizeError',
    'MalformedTrailerError',
    'SignatureDoesNotMatch',
  ]
  const property = fc.asyncProperty(
    fc.array(piece, { maxLength: 12 }),
    fc.boolean(),
    fc.boolean(),
    async (pieces, trailer, signed) => {
      const signing = signed ? signingFrom(seed) : undefined
      const decoded = decodeChunked(inPieces(Buffer.from(pieces.join('')), 3, 7), { decodedBytes: 5, trailer, signing })
      try {
        expect(await collect(decoded.bytes)).toHaveLength(5)
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error
        expect(codes).toContain(error.code)
      }
    },
  )
  await fc.assert(property, { numRuns: 1000 })
})
