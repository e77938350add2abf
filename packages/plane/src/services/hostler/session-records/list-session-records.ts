import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { invalidNextToken } from '../errors.ts'
import { operation } from '../hostler-operation.ts'
import { renderRecord } from './render-record.ts'

const pageSize = 50

/** Records of this account and region, newest first. */
export const ListSessionRecords = operation(hostler.ListSessionRecords, {
  asks: (_input, names) => [may('hostler:ListSessionRecords', names.anyHostler)],
  faults: { 'page-token.invalid': invalidNextToken },
  async run({ NodeId: nodeId, Owner: owner, MaxResults = pageSize, NextToken }, { records }, call) {
    const page = { limit: MaxResults, ...(NextToken && { after: parsePageToken(NextToken) }) }
    const { items, next } = await records.list(call, { nodeId, owner }, page)
    return { Records: items.map(renderRecord), ...(next !== undefined && { NextToken: toPageToken(next) }) }
  },
})
