import { describe, expect, test } from 'vitest'
import { noPrevious } from './chunk.ts'
import { readChunk } from './read-chunk.ts'
import { splitChunks } from './split-chunks.ts'
import { newTestKey, testRecord } from './test-record.ts'
import { verifyRecord } from './verify-record.ts'

const key = newTestKey('key-a')
const events = ['one', 'two', 'three'].map((data, index) => [{ atMs: index, code: 'o' as const, data: btoa(data) }])
const record = testRecord(key, events)
const check = (chunks: readonly string[], sessionId?: string) =>
  verifyRecord(chunks, { keyId: key.keyId, sessionId }, key.crypto)

describe('verifyRecord', () => {
  test('an untouched record has no fault and tells why it ended', async () => {
    expect(await check(record)).toEqual({
      sessionId: 'ada-0123456789abcdef0',
      count: 3,
      end: { reason: 'exit', isInterrupted: false },
      faults: [],
    })
  })
  test('a record that is cut at its end is not finished', async () => {
    const { faults } = await check(record.slice(0, 2))
    expect(faults).toEqual([
      { kind: 'unfinished', chunk: 2, message: 'the record is not finished: it stops after chunk 1' },
    ])
  })
  test('no chunk at all is no finished record', async () => {
    expect((await check([])).faults).toMatchObject([{ kind: 'unfinished', chunk: 0 }])
  })
  test('a chunk of another session is named', async () => {
    const other = testRecord(key, events, 'bob-0fedcba9876543210')
    const { faults } = await check(record.with(1, other[1]!))
    expect(faults.map(({ message }) => message)).toEqual([
      'chunk 1 is of another session, bob-0fedcba9876543210',
      'chunk 1 is missing',
    ])
  })
  test('a whole record of another session is refused when one is asked for', async () => {
    expect((await check(record, 'bob-0fedcba9876543210')).faults).toMatchObject([
      { kind: 'other-session' },
      { kind: 'other-session' },
      { kind: 'other-session' },
      { kind: 'unfinished' },
    ])
  })
  test('a chunk signed by another key is named', async () => {
    const forged = testRecord(newTestKey('key-b'), events)
    expect((await check(forged)).faults).toMatchObject([
      { kind: 'wrong-key', chunk: 0, message: 'chunk 0 is signed with another key than key-a' },
      { kind: 'wrong-key', chunk: 1 },
      { kind: 'wrong-key', chunk: 2 },
    ])
  })
  test('a forger who calls his key by the right name is found out', async () => {
    const forged = testRecord(newTestKey('key-a'), events)
    expect((await check(record.with(1, forged[1]!))).faults).toMatchObject([{ kind: 'changed', chunk: 1 }])
  })
  test('chunks of two histories of one session do not fit together', async () => {
    const retold = testRecord(key, [[{ atMs: 0, code: 'o', data: btoa('another') }], ...events.slice(1)])
    expect((await check(record.with(0, retold[0]!))).faults).toMatchObject([{ kind: 'unlinked', chunk: 1 }])
  })
  test('chunks behind the last one are named', async () => {
    const longer = testRecord(key, [...events, [{ atMs: 9, code: 'o', data: btoa('more') }]])
    const { faults } = await check([...record, longer[3]!])
    expect(faults.map(({ kind, chunk }) => [kind, chunk])).toEqual([['unlinked', 3]])
  })
})

describe('chunks as text', () => {
  test('a record is cut into its chunks and a torn line is none', () => {
    const torn = record.join('') + '{"record":1,"session":"ada'
    expect(splitChunks(torn)).toEqual({ chunks: record, rest: '{"record":1,"session":"ada' })
  })
  test('a chunk tells its head and its events', () => {
    expect(readChunk(record[0]!)).toMatchObject({
      head: { sessionId: 'ada-0123456789abcdef0', number: 0, previous: noPrevious, keyId: 'key-a' },
      events: [{ atMs: 0, code: 'o', data: btoa('one') }],
    })
  })
  test.each([
    '',
    '\n',
    '{}\n',
    '{"record":1}\n{"hash":""}\n',
    record[0]!.slice(0, -1),
    ` ${record[0]}`.repeat(2),
    record[0]!.replace(btoa('one'), 'one'),
  ])('%j is no chunk', text => {
    expect(readChunk(text)).toBeUndefined()
  })
})
