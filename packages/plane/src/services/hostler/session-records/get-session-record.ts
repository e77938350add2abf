import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { invalidNextToken, sessionRecordElsewhere, sessionRecordNotFound } from '../errors.ts'
import { operation } from '../hostler-operation.ts'
import { renderRecord } from './render-record.ts'

/** Some chunks of a record, from its start or where a token says. That they were read is written down before. */
export const GetSessionRecord = operation(hostler.GetSessionRecord, {
  asks: ({ SessionId }, names) => [may('hostler:GetSessionRecord', names.sessionRecord(SessionId))],
  faults: {
    'session-record.not-found': sessionRecordNotFound,
    'session-record.unavailable': sessionRecordElsewhere,
    'page-token.invalid': invalidNextToken,
  },
  async run({ SessionId, NextToken }, { records }, call) {
    const { accountId, region, requestId, callerArn: reader, now: readAt, userAgent = '', facts } = call
    const sourceAddress = facts.sourceIp ?? ''
    const reading = { accountId, region, requestId, reader, readAt, userAgent, sourceAddress }
    const { record, chunks, next } = await records.read(SessionId, reading, NextToken)
    return { Record: renderRecord(record), Chunks: [...chunks], ...(next !== undefined && { NextToken: next }) }
  },
})
