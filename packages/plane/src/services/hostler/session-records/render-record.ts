import type { SessionRecord, SessionRecordCopy } from '@hostler/wire/models/hostler'
import type { RecordCopy, SessionRecord as Kept } from '../../../domain/record/session-record.ts'

/** A record as listings show it. */
export function renderRecord(record: Kept): SessionRecord {
  const { id, nodeId, owner, documentName, startedAt, hasInput, end, copy, isElsewhere } = record
  return {
    SessionId: id,
    NodeId: nodeId,
    Owner: owner,
    DocumentName: documentName,
    State: end ? (end.isInterrupted ? 'Interrupted' : 'Finished') : 'Recording',
    StartedAt: startedAt,
    ...(end && { EndedAt: end.at, EndReason: end.reason }),
    HasInput: hasInput,
    ...(copy && { Copy: renderCopy(copy) }),
    ...(isElsewhere && { IsElsewhere: true }),
  }
}

function renderCopy(copy: RecordCopy): SessionRecordCopy {
  if (copy.state === 'copied') return { State: 'Copied', CopiedAt: copy.at, Bucket: copy.bucket, Key: copy.key }
  const { dueAt, failures, problem } = copy
  return {
    State: 'Pending',
    NextAttemptAt: dueAt,
    Failures: failures,
    ...(problem !== undefined && { Problem: problem }),
  }
}
