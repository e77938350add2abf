import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import type { RecordRead } from '../../../domain/record/session-record.ts'
import { invalidNextToken, sessionRecordNotFound } from '../errors.ts'
import { operation } from '../hostler-operation.ts'

const pageSize = 50

/** Who read which chunks of a record, newest first. */
export const ListSessionRecordReads = operation(hostler.ListSessionRecordReads, {
  asks: ({ SessionId }, names) => [may('hostler:ListSessionRecordReads', names.sessionRecord(SessionId))],
  faults: { 'session-record.not-found': sessionRecordNotFound, 'page-token.invalid': invalidNextToken },
  async run({ SessionId, MaxResults = pageSize, NextToken }, { records }, call) {
    const page = { limit: MaxResults, ...(NextToken && { after: parsePageToken(NextToken) }) }
    const { items, next } = await records.listReads(call, SessionId, page)
    return { Reads: items.map(renderRead), ...(next !== undefined && { NextToken: toPageToken(next) }) }
  },
})

function renderRead(read: RecordRead): hostler.SessionRecordRead {
  return {
    Reader: read.reader,
    ReadAt: read.readAt,
    FirstChunk: read.firstChunk,
    LastChunk: read.lastChunk,
    SourceAddress: read.sourceAddress,
    UserAgent: read.userAgent,
    RequestId: read.requestId,
  }
}
