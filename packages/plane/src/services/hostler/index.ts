// The operations of Hostler's own API: nothing but the list.
import { GetRecordKey } from './session-records/get-record-key.ts'
import { GetSessionRecord } from './session-records/get-session-record.ts'
import { ListSessionRecordReads } from './session-records/list-session-record-reads.ts'
import { ListSessionRecords } from './session-records/list-session-records.ts'

export const hostlerOperations = [GetRecordKey, GetSessionRecord, ListSessionRecordReads, ListSessionRecords]
