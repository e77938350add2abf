import type { SessionRecord } from '@hostler/wire/models/hostler'
import type { SessionRecord as Kept } from '../../../domain/record/session-record.ts'

/** A record as listings show it. */
export function renderRecord({ id, nodeId, owner, documentName, startedAt, hasInput, end }: Kept): SessionRecord {
  return {
    SessionId: id,
    NodeId: nodeId,
    Owner: owner,
    DocumentName: documentName,
    State: end ? (end.isInterrupted ? 'Interrupted' : 'Finished') : 'Recording',
    StartedAt: startedAt,
    ...(end && { EndedAt: end.at, EndReason: end.reason }),
    HasInput: hasInput,
  }
}
