import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmacSha256, prepareHmacKey } from './hmac-sha256.ts'
import { signingKey } from './signing-key.ts'

const keys = fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes))
const messages = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes).toString('latin1')),
  fc.integer({ min: 4000, max: 9000 }).map(length => 'm'.repeat(length)),
)

test('the HMAC of prepared pads is the HMAC of RFC 2104, however often a key is used', () => {
  fc.assert(
    fc.property(keys, fc.array(messages, { minLength: 1, maxLength: 4 }), (key, texts) => {
      const prepared = prepareHmacKey(key)
      for (const text of texts) {
        const expected = createHmac('sha256', key).update(text, 'latin1').digest()
        expect(hmacSha256(prepared, text, 'buffer').equals(expected)).toBe(true)
        expect(hmacSha256(prepared, text, 'hex')).toBe(expected.toString('hex'))
      }
    }),
  )
})

function derive(secret: string, ...scope: string[]): Buffer {
  let key: Buffer = Buffer.from(`AWS4${secret}`)
  for (const part of [...scope, 'aws4_request']) key = createHmac('sha256', key).update(part).digest()
  return key
}

test('a signing key is the one of its scope, known or new, on any day and after any number of other keys', () => {
  const check = (secret: string, date: string, region: string, service: string): void => {
    const expected = createHmac('sha256', derive(secret, date, region, service))
      .update('text')
      .digest('hex')
    expect(hmacSha256(signingKey(secret, date, region, service), 'text', 'hex')).toBe(expected)
  }
  const dates = ['20261122', '20261121', '20261123', '20261122']
  for (const date of dates) {
    for (const secret of ['a/b', 'b', 'secret', 'ü'.repeat(40)]) {
      check(secret, date, 'us-east-1', 'ssm')
      check(secret, date, 'us-east-1', 'iam')
      check(secret, date, 'us-west-2', 'ssm')
      check(secret, date, 'us-west-2', 'ssm')
    }
  }
  for (let count = 0; count < 9000; count++) signingKey(`secret ${count}`, '20261123', 'us-east-1', 'ssm')
  check('secret', '20261123', 'us-east-1', 'ssm')
  check('secret 0', '20261123', 'us-east-1', 'ssm')
  check('secret 8999', '20261123', 'us-east-1', 'ssm')
})
