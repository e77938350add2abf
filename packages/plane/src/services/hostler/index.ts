// The operations of Hostler's own API: nothing but the list.
import { ExportAuditEvents } from './audit/export-audit-events.ts'
import { ExplainAccess } from './decisions/explain-access.ts'
import { GetDecision } from './decisions/get-decision.ts'
import { ListDecisions } from './decisions/list-decisions.ts'
import { GetRecordKey } from './session-records/get-record-key.ts'
import { GetSessionRecord } from './session-records/get-session-record.ts'
import { ListSessionRecordReads } from './session-records/list-session-record-reads.ts'
import { ListSessionRecords } from './session-records/list-session-records.ts'

export const hostlerOperations = [
  ExplainAccess,
  ExportAuditEvents,
  GetDecision,
  GetRecordKey,
  GetSessionRecord,
  ListDecisions,
  ListSessionRecordReads,
  ListSessionRecords,
]
