import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { collect, inPieces } from './chunked-for-tests.ts'
import { parseContentMd5, verifyContentMd5, verifyLength, verifySha256 } from './verify-body.ts'

const content = Buffer.from('content')
const source = () => inPieces(content, 3)

describe('A body on its way', () => {
  test('keeps to the SHA-256 that its signature covers', async () => {
    expect(await collect(verifySha256(source(), hash('sha256', content, 'hex')))).toEqual(content)
    await expect(collect(verifySha256(source(), '0'.repeat(64)))).rejects.toMatchObject({
      code: 'XAmzContentSHA256Mismatch',
      status: 400,
      members: { ClientComputedContentSHA256: '0'.repeat(64), S3ComputedContentSHA256: hash('sha256', content, 'hex') },
    })
  })

  test('keeps to its Content-MD5', async () => {
    const md5 = hash('md5', content, 'base64')
    expect(await collect(verifyContentMd5(source(), parseContentMd5(md5)))).toEqual(content)
    const other = parseContentMd5(hash('md5', 'other', 'base64'))
    await expect(collect(verifyContentMd5(source(), other))).rejects.toMatchObject({
      code: 'BadDigest',
      status: 400,
      message: 'The Content-MD5 you specified did not match what we received.',
      members: { CalculatedDigest: md5 },
    })
  })

  test.each([
    '',
    'abc',
    hash('md5', content, 'hex'),
    hash('sha1', content, 'base64'),
    `${hash('md5', content, 'base64')} `,
  ])('has no Content-MD5 of %j', header => {
    expect(() => parseContentMd5(header)).toThrow(expect.objectContaining({ code: 'InvalidDigest', status: 400 }))
  })

  test('is as long as announced', async () => {
    expect(await collect(verifyLength(source(), 7))).toEqual(content)
    for (const length of [6, 8, 0]) {
      await expect(collect(verifyLength(source(), length))).rejects.toMatchObject({
        code: 'IncompleteBody',
        status: 400,
      })
    }
  })
})
