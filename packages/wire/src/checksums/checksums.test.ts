import { createHash } from 'node:crypto'
import * as sdk from '@aws-sdk/checksums/crc'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collect, inPieces } from '../chunked/chunked-for-tests.ts'
import {
  checksumAlgorithms,
  checksumTypes,
  createChecksum,
  findChecksumAlgorithm,
  type ChecksumAlgorithm,
} from './algorithms.ts'
import { claimedChecksum } from './claimed-checksum.ts'
import { checksumOfParts } from './part-checksums.ts'
import { sumBody } from './sum-body.ts'

function sum(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Buffer {
  const running = createChecksum(algorithm)
  running.update(bytes)
  return running.digest()
}

describe('A checksum', () => {
  const digits = Buffer.from('123456789')

  // The check values of the catalogue of CRC algorithms.
  test.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
    ['MD5', createHash('md5').update(digits).digest('hex')],
    ['SHA1', createHash('sha1').update(digits).digest('hex')],
    ['SHA256', createHash('sha256').update(digits).digest('hex')],
    ['SHA512', createHash('sha512').update(digits).digest('hex')],
  ] as const)('by %s of the nine digits is %s', async (algorithm, hex) => {
    expect(sum(algorithm, digits).toString('hex')).toBe(hex)
  })

  test('of nothing is one too', async () => {
    expect(sum('CRC64NVME', Buffer.alloc(0)).toString('base64')).toBe('AAAAAAAAAAA=')
    expect(sum('CRC32', Buffer.alloc(0)).toString('base64')).toBe('AAAAAA==')
  })

  test('is known by its name alone', () => {
    expect(findChecksumAlgorithm('CRC32C')).toBe('CRC32C')
    for (const name of ['crc32', 'XXHASH64', '__proto__', '']) expect(findChecksumAlgorithm(name)).toBeUndefined()
  })

  test.each(checksumAlgorithms)('by %s grows with its bytes', async algorithm => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(200)), async (bytes, ends) => {
      const body = sumBody(inPieces(Buffer.from(bytes), ...ends), algorithm)
      expect(await collect(body.bytes)).toEqual(Buffer.from(bytes))
      expect(body.digest()).toEqual(sum(algorithm, bytes))
    })
    await fc.assert(property, { numRuns: 40 })
  })
})

describe('A CRC', () => {
  test.each([
    ['CRC32', sdk.Crc32],
    ['CRC32C', sdk.Crc32c],
    ['CRC64NVME', sdk.Crc64Nvme],
  ] as const)('by %s is that of the AWS SDK, over any pieces', async (algorithm, Sdk) => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 })
    const property = fc.asyncProperty(pieces, async all => {
      const [ours, theirs] = [createChecksum(algorithm), new Sdk()]
      for (const piece of all) {
        ours.update(piece)
        theirs.update(piece)
      }
      expect([...ours.digest()]).toEqual([...(await theirs.digest())])
    })
    await fc.assert(property, { numRuns: 200 })
  })
})

describe('A body with a checksum', () => {
  const content = Buffer.from('content')
  const trailers = new Map([['x-amz-checksum-crc32', 'AAAAAA==']])

  test.each(checksumAlgorithms)(
    'by %s is passed when it keeps to it, and refused in the end when not',
    async algorithm => {
      const value = sum(algorithm, content).toString('base64')
      const claim = { checksum: { algorithm, value }, trailers: new Map<string, string>() }
      expect(await collect(sumBody(inPieces(content), algorithm, claim).bytes)).toEqual(content)
      const other = sumBody(inPieces(Buffer.from('Content')), algorithm, claim)
      await expect(collect(other.bytes)).rejects.toMatchObject({
        code: 'BadDigest',
        status: 400,
        message: `The ${algorithm} you specified did not match the calculated checksum.`,
      })
      expect(() => other.digest()).toThrow('before its body had ended')
    },
  )

  test('behind it is compared at the end', async () => {
    const checksum = { algorithm: 'CRC32', value: undefined } as const
    const pass = (bytes: Buffer, map: ReadonlyMap<string, string>) =>
      collect(sumBody(inPieces(bytes), 'CRC32', { checksum, trailers: map }).bytes)
    expect(await pass(Buffer.alloc(0), trailers)).toHaveLength(0)
    await expect(pass(content, trailers)).rejects.toMatchObject({ code: 'BadDigest' })
    await expect(pass(content, new Map())).rejects.toMatchObject({ code: 'InvalidRequest' })
    await expect(pass(content, new Map([['x-amz-checksum-crc32', 'A']]))).rejects.toMatchObject({
      code: 'InvalidRequest',
    })
  })
})

describe('A request', () => {
  test.each([
    [{}, undefined],
    [
      { 'x-amz-checksum-mode': 'ENABLED', 'x-amz-checksum-type': 'COMPOSITE', 'x-amz-checksum-algorithm': 'CRC32' },
      undefined,
    ],
    [
      { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-sdk-checksum-algorithm': 'CRC32' },
      { algorithm: 'CRC32', value: 'AAAAAA==' },
    ],
    [{ 'x-amz-trailer': 'X-Amz-Checksum-CRC64NVME' }, { algorithm: 'CRC64NVME', value: undefined }],
    [{ 'x-amz-trailer': 'x-other, x-amz-checksum-sha256' }, { algorithm: 'SHA256', value: undefined }],
  ])('with the headers %j claims %j', (headers, expected) => {
    expect(claimedChecksum(headers)).toEqual(expected)
  })

  const several = 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.'
  test.each([
    [{ 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'a' }, several],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-trailer': 'x-amz-checksum-crc32' }, several],
    [{ 'x-amz-trailer': 'x-amz-checksum-crc32,x-amz-checksum-crc32c' }, several],
    [{ 'x-amz-checksum-crc32': 'AAAAA===' }, 'Value for x-amz-checksum-crc32 header is invalid.'],
    [{ 'x-amz-checksum-sha1': 'AAAAAA==' }, 'Value for x-amz-checksum-sha1 header is invalid.'],
    [{ 'x-amz-checksum-crc32': '' }, 'Value for x-amz-checksum-crc32 header is invalid.'],
    [
      { 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' },
      expect.stringContaining('Checksum algorithm provided is unsupported'),
    ],
    [{ 'x-amz-sdk-checksum-algorithm': 'CRC32' }, expect.stringContaining('no corresponding x-amz-checksum-*')],
  ])('with the headers %j is refused', (headers, message) => {
    expect(() => claimedChecksum(headers)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', status: 400, message }),
    )
  })
})

describe('Parts of an upload', () => {
  const parts = fc.array(
    fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
    { minLength: 1, maxLength: 6 },
  )

  test.each(checksumAlgorithms.filter(it => checksumTypes(it).includes('FULL_OBJECT')))(
    'make the %s of their object without reading it again',
    async algorithm => {
      const property = fc.asyncProperty(parts, async contents => {
        const summed = contents.map(bytes => ({ digest: sum(algorithm, bytes), sizeBytes: bytes.length }))
        const whole = sum(algorithm, Buffer.concat(contents))
        expect(checksumOfParts(algorithm, 'FULL_OBJECT', summed)).toBe(whole.toString('base64'))
      })
      await fc.assert(property, { numRuns: 100 })
    },
  )

  test('of gigabytes are as quick: zeros behind a part are what their number says', async () => {
    // x^8n repeats with the period of its polynomial: 2^32 - 1 bits for CRC-32, so as many bytes change nothing.
    const first = sum('CRC32', Buffer.from('a'))
    const second = { digest: Buffer.alloc(4), sizeBytes: 2 ** 32 - 1 }
    const combined = checksumOfParts('CRC32', 'FULL_OBJECT', [{ digest: first, sizeBytes: 1 }, second])
    expect(combined).toBe(first.toString('base64'))
  })

  test('make a checksum of checksums, with their number', async () => {
    const contents = ['a', 'b', 'c'].map(text => Buffer.from(text))
    const digests = contents.map(bytes => sum('SHA256', bytes))
    const whole = createHash('sha256').update(Buffer.concat(digests)).digest('base64')
    const list = digests.map(digest => ({ digest, sizeBytes: 1 }))
    expect(checksumOfParts('SHA256', 'COMPOSITE', list)).toBe(`${whole}-3`)
    expect(() => checksumOfParts('SHA256', 'FULL_OBJECT', list)).toThrow('SHA256')
  })
})
