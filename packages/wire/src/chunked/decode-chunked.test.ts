import { describe, expect, test } from 'vitest'
import { chunkedFormat } from './chunked-format.ts'
import { collect, encodeChunked, inPieces, signingFrom } from './chunked-for-tests.ts'
import { decodeChunked, type ChunkedFormat } from './decode-chunked.ts'

const content = Buffer.alloc(66_560, 'a')
const chunks = [content.subarray(0, 65_536), content.subarray(65_536)]
const [text1, text2] = ['a'.repeat(65_536), 'a'.repeat(1024)]

async function decode(body: Buffer | string, format: Partial<ChunkedFormat> = {}) {
  const { bytes, trailers } = decodeChunked(inPieces(Buffer.from(body)), {
    decodedBytes: 66_560,
    trailer: false,
    ...format,
  })
  const decoded = await collect(bytes)
  return { decoded, trailers: Object.fromEntries(trailers) }
}

describe('AWS’s documented upload in chunks', () => {
  const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9'
  const frames = [
    '10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n',
    '\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n',
    '\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
  ]
  const body = Buffer.from(`${frames[0]}${text1}${frames[1]}${text2}${frames[2]}`)

  test('is decoded', async () => {
    expect(body).toHaveLength(66_824)
    const { decoded, trailers } = await decode(body, { signing: signingFrom(seed) })
    expect(decoded.equals(content)).toBe(true)
    expect(trailers).toEqual({})
  })

  test('is what our own encoder makes', () => {
    expect(encodeChunked(chunks, signingFrom(seed)).equals(body)).toBe(true)
  })

  test('cannot be changed anywhere', async () => {
    for (const at of [0, 100, 65_630, 65_640, 65_720, 66_600, 66_760]) {
      const changed = Buffer.from(body)
      changed[at]! ^= 1
      await expect(decode(changed, { signing: signingFrom(seed) })).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:SignatureDoesNotMatch|InvalidRequest|IncompleteBody)$/),
      })
    }
  })
})

describe('AWS’s documented upload in chunks with a trailer', () => {
  const seed = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e'
  const format = { signing: signingFrom(seed), trailer: true, trailerNames: ['x-amz-checksum-crc32c'] }
  const body = Buffer.from(
    '10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n' +
      `${text1}\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n` +
      `${text2}\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n` +
      'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
      'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
  )

  test('is decoded', async () => {
    const { decoded, trailers } = await decode(body, format)
    expect(decoded.equals(content)).toBe(true)
    expect(trailers).toEqual({ 'x-amz-checksum-crc32c': 'sOO8/Q==' })
  })

  test.each([
    ['another value', 'sOO8/Q==', 'sOO8/A==', 'SignatureDoesNotMatch'],
    ['another signature', 'd81f', 'd81e', 'SignatureDoesNotMatch'],
    ['no signature', 'x-amz-trailer-signature', 'x-other', 'SignatureDoesNotMatch'],
    ['another name', 'crc32c:', 'crc32:', 'MalformedTrailerError'],
    ['no value', 'crc32c:', 'crc32c ', 'MalformedTrailerError'],
  ])('is refused with %s', async (_, from, to, code) => {
    await expect(decode(body.toString('latin1').replace(from, to), format)).rejects.toMatchObject({ code })
  })
})

describe('A chunked body', () => {
  const small = { decodedBytes: 5 }

  test('without signatures is decoded, with its trailers', async () => {
    const format = { ...small, trailer: true, trailerNames: ['x-amz-checksum-crc32'] }
    const { decoded, trailers } = await decode('5\r\nhello\r\n0\r\nX-Amz-Checksum-CRC32: NhCmhg==\n\r\n', format)
    expect(decoded.toString()).toBe('hello')
    expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'NhCmhg==' })
  })

  test('may lack the last line end', async () => {
    expect((await decode('5\r\nhello\r\n0\r\n', small)).decoded.toString()).toBe('hello')
  })

  test('of nothing is nothing', async () => {
    expect((await decode('0\r\n\r\n', { decodedBytes: 0 })).decoded).toHaveLength(0)
  })

  test.each([
    ['ends early', '5\r\nhell', 'IncompleteBody', 400],
    ['ends before its last chunk', '5\r\nhello\r\n', 'IncompleteBody', 400],
    ['ends behind a chunk', '5\r\nhello', 'IncompleteBody', 400],
    ['is empty', '', 'IncompleteBody', 400],
    ['is shorter than announced', '4\r\nhell\r\n0\r\n\r\n', 'IncompleteBody', 400],
    ['is longer than announced', '6\r\nhello!\r\n0\r\n\r\n', 'IncompleteBody', 400],
    ['announces what nobody has', 'ffffffffffff\r\nhello', 'IncompleteBody', 400],
    ['has a size that is none', 'five\r\nhello\r\n0\r\n\r\n', 'InvalidRequest', 400],
    ['has a negative size', '-5\r\nhello\r\n0\r\n\r\n', 'InvalidRequest', 400],
    ['has a huge size', `${'f'.repeat(20)}\r\nhello\r\n0\r\n\r\n`, 'InvalidRequest', 400],
    ['has unknown extensions', '5;a=b\r\nhello\r\n0\r\n\r\n', 'InvalidRequest', 400],
    ['has no line end behind a chunk', '5\r\nhelloo\r\n0\r\n\r\n', 'InvalidRequest', 400],
    ['has an endless line', '0'.repeat(5000), 'InvalidRequest', 400],
    ['goes on behind its end', '5\r\nhello\r\n0\r\n\r\nmore', 'InvalidRequest', 400],
    ['has trailers where none belong', '5\r\nhello\r\n0\r\nx-a: b\r\n\r\n', 'MalformedTrailerError', 400],
    ['has a tiny chunk before another', '4\r\nhell\r\n1\r\no\r\n0\r\n\r\n', 'InvalidChunkSizeError', 403],
  ])('that %s is refused', async (_, body, code, status) => {
    await expect(decode(body, small)).rejects.toMatchObject({ code, status })
  })

  test.each([
    ['endless', `x-a:${'b'.repeat(5000)}`],
    ['too many', Array.from({ length: 40 }, (_, index) => `x-${index}:a\r\n`).join('')],
  ])('with trailers that are %s is refused', async (_, lines) => {
    await expect(decode(`5\r\nhello\r\n0\r\n${lines}`, { ...small, trailer: true })).rejects.toMatchObject({
      code: 'MalformedTrailerError',
    })
  })

  test('without signatures where they belong is refused', async () => {
    const signing = signingFrom('0'.repeat(64))
    const refused = expect.objectContaining({ code: 'SignatureDoesNotMatch', status: 403 })
    await expect(decode('5\r\nhello\r\n0\r\n\r\n', { ...small, signing })).rejects.toEqual(refused)
    const [signedChunk] = encodeChunked([Buffer.from('hello')], signing)
      .toString()
      .split('\r\n0;')
    await expect(decode(`${signedChunk}\r\n0\r\n\r\n`, { ...small, signing })).rejects.toEqual(refused)
  })

  test('gives nothing of a chunk of a mebibyte before it is proven, and of a larger one all but its end', async () => {
    for (const [size, expected] of [
      [1 << 20, 0],
      [(1 << 20) + 1, (1 << 20) + 1],
    ] as const) {
      const signing = signingFrom('0'.repeat(64))
      const body = encodeChunked([Buffer.alloc(size, 'a')], signing)
      body[2000]! ^= 1
      const { bytes } = decodeChunked(inPieces(body), { decodedBytes: size, trailer: false, signing })
      let given = 0
      const read = async (): Promise<void> => {
        for await (const piece of bytes) given += piece.length
      }
      await expect(read()).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' })
      expect(given).toBe(expected)
    }
  })

  test('lets its source go when it is refused or abandoned', async () => {
    let returned = 0
    const source = (text: string): AsyncIterable<Buffer> => ({
      async *[Symbol.asyncIterator]() {
        try {
          yield Buffer.from(text)
          yield Buffer.from(text)
        } finally {
          returned++
        }
      },
    })
    const format = { decodedBytes: 5, trailer: false }
    await expect(collect(decodeChunked(source('none'), format).bytes)).rejects.toMatchObject({ code: 'InvalidRequest' })
    for await (const _ of decodeChunked(source('5\r\nhello\r\n'), format).bytes) break
    expect(returned).toBe(2)
  })
})

describe('The headers of a chunked body', () => {
  const claim = { kind: 'chunked', signed: false, trailer: true } as const

  test('tell its length and its trailers', () => {
    const headers = { 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'X-Amz-Checksum-CRC32, x-a' }
    expect(chunkedFormat({ headers }, claim, undefined)).toEqual({
      decodedBytes: 5,
      signing: undefined,
      trailer: true,
      trailerNames: ['x-amz-checksum-crc32', 'x-a'],
    })
  })

  test('must tell its length', () => {
    const format = (length?: string) =>
      chunkedFormat({ headers: { 'x-amz-decoded-content-length': length } }, claim, undefined)
    expect(() => format()).toThrow(expect.objectContaining({ code: 'MissingContentLength', status: 411 }))
    expect(() => format('-1')).toThrow(expect.objectContaining({ code: 'InvalidArgument', status: 400 }))
  })

  test('of signed chunks are no good without a chain', () => {
    const headers = { 'x-amz-decoded-content-length': '5' }
    expect(() => chunkedFormat({ headers }, { ...claim, signed: true }, undefined)).toThrow('signed chunks')
  })
})
