import * as hostler from '@hostler/wire/models/hostler'
import { may } from '../../../access/ask.ts'
import type { AuditRange } from '../../../domain/audit/audit-trail.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import { invalidNextToken } from '../errors.ts'
import { operation } from '../hostler-operation.ts'

/** The account's audit trail in all regions, as lines that can be verified without the plane; the last one is signed. */
export const ExportAuditEvents = operation(hostler.ExportAuditEvents, {
  asks: (_input, names) => [may('hostler:ExportAuditEvents', names.anyHostler)],
  faults: { 'page-token.invalid': invalidNextToken, 'audit-range.invalid': invalidNextToken },
  async run({ From, Until, NextToken }, { auditTrail }, { accountId, now }) {
    const range = NextToken === undefined ? await auditTrail.range(accountId, From, Until) : openToken(NextToken)
    const { lines, rest } = await auditTrail.export(accountId, range, now)
    return { Lines: lines, ...(rest && { NextToken: toPageToken(`${rest.first} ${rest.last} ${rest.next}`) }) }
  },
})

/** Throws a fault for anything that is none. Whoever makes one gets true words about another range. */
function openToken(token: string): AuditRange {
  const [, first, last, next] = /^(\d{1,15}) (\d{1,15}) (\d{1,15})$/.exec(parsePageToken(token)) ?? []
  const range = { first: Number(first), last: Number(last), next: Number(next) }
  if (next === undefined || range.first < 1 || range.next < range.first || range.next > range.last)
    throw invalidNextToken()
  return range
}
