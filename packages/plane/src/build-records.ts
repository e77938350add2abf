// The parts that keep records of sessions, built once: where they are, who signs them, what is known of them. Part of
// the composition root.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDiskBlobs } from './blobs/disk-blobs.ts'
import { recordBytes } from './channels/recording/record-bytes.ts'
import { createRecordPages } from './channels/recording/record-pages.ts'
import { createRecordKey, type RecordKey } from './channels/recording/record-key.ts'
import { createRecorder, type Recorder } from './channels/recording/recorder.ts'
import type { Secrets } from './config/secrets.ts'
import type { Clock } from './domain/basics/clock.ts'
import { createChunkTokens } from './domain/record/chunk-token.ts'
import type { SessionRecord } from './domain/record/session-record.ts'
import { createSessionRecords } from './domain/record/session-records.ts'
import type { Storage } from './domain/storage.ts'
import type { Log } from './observability/log.ts'
import type { HostlerParts } from './services/hostler/hostler-operation.ts'

export interface RecordParts {
  readonly storage: Storage
  readonly keyFor: Secrets['keyFor']
  readonly dataDir: string
  readonly recordsInput: boolean
  /** 0 keeps records for good. */
  readonly keptDays: number
  readonly clock: Clock
  readonly log: Log
}

export interface BuiltRecords extends Pick<HostlerParts, 'records'> {
  readonly recordKey: RecordKey
  readonly recorder: Recorder
  /** A record's file, as it stands. */
  bytesOf(record: SessionRecord): AsyncIterable<Uint8Array>
}

/** Also writes the public key to `record-key.pem` in the data folder, for those who verify without the plane. */
export function buildRecords({ storage, keyFor, dataDir, ...parts }: RecordParts): BuiltRecords {
  const recordKey = createRecordKey(keyFor('session-records'))
  publish(recordKey.publicKeyPem, join(dataDir, 'record-key.pem'))
  const blobs = createDiskBlobs(join(dataDir, 'records'))
  const records = createSessionRecords({
    storage,
    pages: createRecordPages(blobs),
    tokens: createChunkTokens(keyFor('page-tokens')),
    keptDays: parts.keptDays,
  })
  const recorder = createRecorder({ ...parts, blobs, index: records, key: recordKey })
  return { records, recordKey, recorder, bytesOf: record => recordBytes(blobs, record) }
}

/** Whole or not at all, and not again: a disk that is full must not cost the key. */
function publish(publicKeyPem: string, file: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === publicKeyPem) return
  writeFileSync(`${file}.new`, publicKeyPem, { mode: 0o644, flush: true })
  renameSync(`${file}.new`, file)
}
