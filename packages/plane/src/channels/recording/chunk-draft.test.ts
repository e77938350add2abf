import { createChunkWriter } from './chunk-writer.ts'
import { createRecordKey } from './record-key.ts'
import { outputBytes } from '@hostler/record/export-record'
import { readChunk } from '@hostler/record/read-chunk'
import { expect, test } from 'vitest'
import { ChunkDraft } from './chunk-draft.ts'

const key = createRecordKey(new Uint8Array(32).fill(7))
const facts = {
  accountId: '123456789012',
  region: 'us-east-1',
  nodeId: 'i-0123456789abcdef0',
  owner: `arn:aws:iam::123456789012:user/${'日本語'.repeat(300)}`,
  documentName: 'SSM-SessionManagerRunShell',
  startedAtMs: 1_700_000_000_000,
  hasInput: false,
}

test('a draft grows with what is put into it, and its memory comes back without what was in it before', () => {
  const chunks = createChunkWriter('ada-0123456789abcdef0', key)
  for (const size of [10, 100_000, 3, 200_000, 40_000]) {
    const draft = chunks.begin()
    const bytes = Buffer.from(Array.from({ length: size }, (_, place) => (place * 7 + size) & 0xff))
    for (let from = 0; from < size; from += 16_384) {
      draft.addBytes(from, 'o', bytes.subarray(from, from + 16_384), 16_384)
    }
    draft.addText(size, 'm', `${size} bytes, 日本語`, 24)
    const chunk = readChunk(Buffer.from(chunks.finish(draft)).toString())!
    draft.release()
    expect(Buffer.from(outputBytes(chunk)).equals(bytes)).toBe(true)
    expect(chunk.events.at(-1)).toEqual({ atMs: size, code: 'm', data: `${size} bytes, 日本語` })
  }
})

test('a head that is longer than its room moves what follows it', () => {
  const chunks = createChunkWriter('ada-0123456789abcdef0', key)
  const draft = chunks.begin()
  draft.addBytes(5, 'o', Buffer.from('seen'), 4)
  const chunk = readChunk(Buffer.from(chunks.finish(draft, { facts })).toString())!
  expect(chunk.head.facts).toEqual(facts)
  expect(Buffer.from(outputBytes(chunk)).toString()).toBe('seen')
})

test('a draft counts what its events count for', () => {
  const draft = new ChunkDraft(0)
  draft.addBytes(0, 'o', Buffer.from('abc'), 27)
  draft.addText(1, 'r', '80x24', 24)
  expect(draft.countedBytes).toBe(51)
})
