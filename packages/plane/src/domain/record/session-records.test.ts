import { describe, expect, test } from 'vitest'
import { DomainError } from '../basics/errors.ts'
import type { Storage } from '../storage.ts'
import { createChunkTokens } from './chunk-token.ts'
import { createSessionRecords, type Reading } from './session-records.ts'

const scope = { accountId: '123456789012', region: 'us-east-1' }
const tokens = createChunkTokens(Buffer.alloc(32))

const reading: Reading = {
  ...scope,
  requestId: 'r',
  readAt: new Date(0),
  reader: 'arn:aws:iam::123456789012:user/auditor',
  sourceAddress: '192.0.2.1',
  userAgent: 'test',
}

test('what cannot be written down as read is not given', async () => {
  const storage = {
    read: { records: { find: async () => ({ ...scope, id: 'ada' }) } },
    write: () => Promise.reject(new Error('no space left on device')),
  } as unknown as Storage
  const pages = { read: async () => ({ chunks: ['secret'] }), delete: async () => {} }
  const records = createSessionRecords({ storage, pages, tokens, keptDays: 90 })
  await expect(records.read('ada', reading)).rejects.toThrow('no space left on device')
})

describe('tokens of pages', () => {
  const place = { chunk: 12, byte: 34_567 }
  const token = tokens.seal(scope, 'ada', place)
  test('say again where the page begins', () => {
    expect(tokens.open(scope, 'ada', token)).toEqual(place)
  })
  test.each([
    ['another record', scope, 'bob', token],
    ['another account', { ...scope, accountId: '1' }, 'ada', token],
    ['another place', scope, 'ada', token.replace('12', '13')],
    ['nothing', scope, 'ada', ''],
  ])('do not open %s', (_, of, id, given) => {
    expect(() => tokens.open(of, id, given)).toThrow(DomainError)
  })
})
