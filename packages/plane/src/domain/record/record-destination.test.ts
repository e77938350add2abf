import { expect, test } from 'vitest'
import { parseDestination, publicKeyAt, recordKeyAt } from './record-destination.ts'

const record = { accountId: '1', region: 'r', id: 'ada-1', startedAt: new Date(Date.UTC(2026, 1, 3, 23, 59)) }

test.each([
  ['vault', { bucket: 'vault', prefix: '' }, '1/r/2026/02/03/ada-1.record', 'hostler-record-key.pem'],
  ['vault/', { bucket: 'vault', prefix: '' }, '1/r/2026/02/03/ada-1.record', 'hostler-record-key.pem'],
  ['vault/a/b/', { bucket: 'vault', prefix: 'a/b' }, 'a/b/1/r/2026/02/03/ada-1.record', 'a/b/hostler-record-key.pem'],
  [
    'vault/../é',
    { bucket: 'vault', prefix: '../é' },
    '../é/1/r/2026/02/03/ada-1.record',
    '../é/hostler-record-key.pem',
  ],
])('%s says where a record goes, and the key', (value, destination, recordKey, publicKey) => {
  expect(parseDestination(value)).toEqual(destination)
  expect([recordKeyAt(destination, record), publicKeyAt(destination)]).toEqual([recordKey, publicKey])
})

test.each([
  '$None',
  '',
  '/a',
  'ab',
  'Vault',
  'vault//a',
  'vault/a//',
  'vault/a\0',
  'vault/\ud800',
  `vault/${'é'.repeat(257)}`,
])('%j names no place', value => {
  expect(parseDestination(value)).toBeUndefined()
})
