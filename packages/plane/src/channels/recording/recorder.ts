// Session records on their way to disk: opens one for each session, goes on with what an earlier plane left, closes what
// nobody goes on with. What may be read by whom is not decided here.
import type { RecordFacts } from '@hostler/record/chunk'
import type { BlobName, Blobs } from '../../domain/basics/blobs.ts'
import type { Clock } from '../../domain/basics/clock.ts'
import { type Scope, scopeKey } from '../../domain/basics/scope.ts'
import type { SessionRecord } from '../../domain/record/session-record.ts'
import type { Log } from '../../observability/log.ts'
import { createChunkWriter } from './chunk-writer.ts'
import type { RecordKey } from './record-key.ts'
import { readTail } from './record-tail.ts'
import type { RecordedSession, SessionRecorder } from './session-recorder.ts'
import { Recording } from './session-recording.ts'

/** The list of records; who asks for one finds it there. */
export interface RecordIndex {
  /** A record begins, or is gone on with. */
  opened(record: SessionRecord): Promise<void>
  ended(scope: Scope, id: string, end: NonNullable<SessionRecord['end']>): Promise<void>
  /** Every record of every account that has no end. */
  listUnfinished(): Promise<readonly SessionRecord[]>
}

export interface RecorderParts {
  readonly blobs: Blobs
  readonly index: RecordIndex
  readonly key: RecordKey
  /** Whether what users type is kept. It holds passwords. */
  readonly recordsInput: boolean
  readonly clock: Clock
  readonly log: Log
}

export interface Recorder extends SessionRecorder {
  /** Ends the records that an earlier plane left and that no open session goes on with. Once, after sessions came back. */
  closeAbandoned(): Promise<void>
  /** The plane is going down: writes what there is; records that have not ended go on with the next plane. */
  stop(): Promise<void>
}

const restarted = 'The control plane was restarted; up to a quarter of a second before this may be missing.'
const abandoned = 'The control plane went down; up to a quarter of a second before that is missing.'

export function createRecorder(parts: RecorderParts): Recorder {
  const { blobs, index, key, clock, log } = parts
  const open = new Map<string, Recording>()

  /** @returns undefined when the record had been finished */
  async function openRecording(record: SessionRecord): Promise<Recording | undefined> {
    const name = recordBlob(record, record.id)
    const blob = await blobs.open(name)
    try {
      const { last, sizeBytes } = await readTail(blobs, name, blob.sizeBytes, key)
      if (sizeBytes < blob.sizeBytes) await blob.cutAt(sizeBytes)
      const chunks = createChunkWriter(record.id, key, last)
      if (last?.head.end) {
        await index.ended(record, record.id, { at: clock.now(), ...last.head.end })
        await blob.close()
        return undefined
      }
      // From the first moment the disk tells that there was a session.
      if (!last) await blob.append(chunks.finish(chunks.begin(), { facts: factsOf(record) }))
      const recording = new Recording({
        blob,
        chunks,
        startedAt: record.startedAt,
        recordsInput: record.hasInput,
        clock,
        released: () => open.delete(scopeKey(record, record.id)),
        closed: (reason, isInterrupted) => index.ended(record, record.id, { at: clock.now(), reason, isInterrupted }),
      })
      if (last) recording.remark(restarted)
      open.set(scopeKey(record, record.id), recording)
      return recording
    } catch (error) {
      await blob.close()
      throw error
    }
  }

  async function closeOne(record: SessionRecord): Promise<void> {
    const recording = await openRecording(record)
    await recording?.close(abandoned, true)
  }

  return {
    async open(session) {
      const record = recordOf(session, parts.recordsInput)
      await index.opened(record)
      const recording = await openRecording(record)
      if (!recording) throw new Error(`the record of session ${session.sessionId} is finished`)
      return recording
    },
    async closeAbandoned() {
      for (const record of await index.listUnfinished()) {
        if (open.has(scopeKey(record, record.id))) continue
        await closeOne(record).catch((error: unknown) =>
          log.error({ err: error, sessionId: record.id }, 'a session record cannot be closed'),
        )
      }
    },
    async stop() {
      const released = await Promise.allSettled([...open.values()].map(recording => recording.release()))
      for (const result of released) {
        if (result.status === 'rejected') log.error({ err: result.reason }, 'a session record could not be written')
      }
    },
  }
}

/** Where a session's record is kept. */
export function recordBlob({ accountId, region }: Scope, sessionId: string): BlobName {
  return [accountId, region, `${sessionId}.record`]
}

function recordOf(session: RecordedSession, hasInput: boolean): SessionRecord {
  const { accountId, region, sessionId, nodeId, owner, documentName, startedAt } = session
  return { accountId, region, id: sessionId, nodeId, owner, documentName, startedAt, hasInput }
}

function factsOf(record: SessionRecord): RecordFacts {
  const { accountId, region, nodeId, owner, documentName, startedAt, hasInput } = record
  return { accountId, region, nodeId, owner, documentName, startedAtMs: startedAt.getTime(), hasInput }
}
