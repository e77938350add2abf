import type { OutputUrl } from './output-url.ts'
import type { Session } from '../../../domain/session/session.ts'

/** A session as DescribeSessions shows it. */
export function renderSession(session: Session, outputUrl: OutputUrl) {
  const { id, nodeId, status, startedAt, endedAt, documentName, owner, reason, details, maxMinutes } = session
  return {
    SessionId: id,
    Target: nodeId,
    Status: status,
    StartDate: startedAt,
    ...(endedAt && { EndDate: endedAt }),
    DocumentName: documentName,
    Owner: owner,
    ...(reason !== undefined && { Reason: reason }),
    ...(details && { Details: details }),
    OutputUrl: outputUrl,
    ...(maxMinutes !== undefined && { MaxSessionDuration: String(maxMinutes) }),
    AccessType: 'Standard' as const,
  }
}
