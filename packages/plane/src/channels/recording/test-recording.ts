// What tests of records need: blobs in memory whose disk fills up on demand, an index in memory, one session.
import { hash } from 'node:crypto'
import { splitChunks } from '@hostler/record/split-chunks'
import { type RecordCheck, verifyRecord } from '@hostler/record/verify-record'
import type { Blobs } from '../../domain/basics/blobs.ts'
import { systemClock } from '../../domain/basics/clock.ts'
import type { SessionRecord } from '../../domain/record/session-record.ts'
import { createLog } from '../../observability/log.ts'
import { createRecordKey, type RecordKey } from './record-key.ts'
import { createRecorder, type RecordIndex, type Recorder } from './recorder.ts'
import type { RecordedSession } from './session-recorder.ts'

export const testKey = createRecordKey(new Uint8Array(32).fill(7))

export const testSession: RecordedSession = {
  accountId: '123456789012',
  region: 'us-east-1',
  sessionId: 'ada-0123456789abcdef0',
  nodeId: 'i-0123456789abcdef0',
  owner: 'arn:aws:iam::123456789012:user/ada',
  documentName: 'SSM-SessionManagerRunShell',
  startedAt: new Date(),
}

export interface MemoryBlobs extends Blobs {
  readonly files: Map<string, Buffer>
  /** Bytes that still fit; a write of more leaves half of what fits and fails. */
  roomBytes: number
  /** Holds up writes until it resolves. */
  gate: Promise<void>
}

export function createMemoryBlobs(): MemoryBlobs {
  const files = new Map<string, Buffer>()
  const blobs: MemoryBlobs = {
    files,
    roomBytes: Infinity,
    gate: Promise.resolve(),
    async open(name) {
      const file = name.join('/')
      const content = () => files.get(file) ?? Buffer.alloc(0)
      files.set(file, content())
      let isWriting = false
      return {
        get sizeBytes() {
          return content().length
        },
        async append(...pieces) {
          const bytes = Buffer.concat(pieces)
          if (isWriting) throw new Error('two writes at once')
          isWriting = true
          await blobs.gate
          isWriting = false
          const fits = bytes.length <= blobs.roomBytes
          const written = fits ? bytes : bytes.subarray(0, blobs.roomBytes / 2)
          files.set(file, Buffer.concat([content(), written]))
          blobs.roomBytes -= written.length
          if (!fits) throw new Error('no space left on device')
        },
        async cutAt(sizeBytes) {
          blobs.roomBytes += content().length - sizeBytes
          files.set(file, content().subarray(0, sizeBytes))
        },
        async close() {},
      }
    },
    async read(name, fromByte, lengthBytes) {
      return files.get(name.join('/'))?.subarray(fromByte, fromByte + lengthBytes)
    },
    async delete(name) {
      files.delete(name.join('/'))
    },
  }
  return blobs
}

export function createMemoryIndex(): RecordIndex & { readonly records: Map<string, SessionRecord> } {
  const records = new Map<string, SessionRecord>()
  return {
    records,
    async opened(record) {
      if (!records.has(record.id)) records.set(record.id, record)
    },
    async ended(_, id, end) {
      records.set(id, { ...records.get(id)!, end })
    },
    listUnfinished: async () => [...records.values()].filter(({ end }) => !end),
  }
}

export function testRecorder(
  blobs: Blobs,
  index: RecordIndex,
  more: { readonly key?: RecordKey; readonly recordsInput?: boolean } = {},
): Recorder {
  return createRecorder({
    blobs,
    index,
    key: more.key ?? testKey,
    recordsInput: more.recordsInput ?? false,
    clock: systemClock,
    log: createLog('silent'),
  })
}

/** Checks the bytes of a record's file. */
export function verifyFile(bytes: Uint8Array, key: RecordKey = testKey): Promise<RecordCheck> {
  const { chunks, rest } = splitChunks(Buffer.from(bytes).toString())
  return verifyRecord(
    rest === '' ? chunks : [...chunks, rest],
    { keyId: key.id, sessionId: testSession.sessionId },
    { hash: data => hash('sha256', data, 'buffer'), isSigned: (data, signature) => key.isSigned(data, signature) },
  )
}
