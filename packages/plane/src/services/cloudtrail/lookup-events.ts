import * as cloudtrail from '@hostler/wire/models/cloudtrail'
import { may } from '../../access/ask.ts'
import type { AuditFilter, NewAuditEvent } from '../../domain/audit/audit-event.ts'
import { parsePageToken, toPageToken } from '../../domain/basics/page-token.ts'
import { operation } from './cloudtrail-operation.ts'
import { invalidLookupAttributes, invalidNextToken, invalidTimeRange } from './errors.ts'

const pageSize = 50
/** AWS shows so many days, however long events are kept. */
const shownMs = 90 * 24 * 3_600_000

/** Events of this account and region, newest first; those of IAM and Organizations are in us-east-1, as on AWS. */
export const LookupEvents = operation(cloudtrail.LookupEvents, {
  asks: () => [may('cloudtrail:LookupEvents', '*')],
  faults: { 'page-token.invalid': invalidNextToken },
  async run(input, { auditTrail }, call) {
    const { MaxResults = pageSize, NextToken, EventCategory, StartTime, EndTime } = input
    if (StartTime && EndTime && StartTime > EndTime) throw invalidTimeRange()
    const filter = filterOf(input.LookupAttributes ?? [])
    // Nothing here looks for what is unusual.
    if (EventCategory === 'insight') return { Events: [] }
    const oldest = new Date(call.now.getTime() - shownMs)
    const times = { from: StartTime && StartTime > oldest ? StartTime : oldest, until: EndTime }
    const page = { limit: MaxResults, ...(NextToken !== undefined && { after: parsePageToken(NextToken) }) }
    const { items, next } = await auditTrail.lookup(call, { ...filter, ...times }, page)
    return { Events: items.map(renderEvent), ...(next !== undefined && { NextToken: toPageToken(next) }) }
  },
})

const members = {
  EventId: 'id',
  EventName: 'name',
  Username: 'userName',
  ResourceType: 'resourceType',
  ResourceName: 'resourceName',
  EventSource: 'source',
  AccessKeyId: 'accessKeyId',
} as const

function filterOf(attributes: readonly cloudtrail.LookupAttribute[]): AuditFilter {
  const [attribute] = attributes
  if (!attribute) return {}
  if (attributes.length > 1) throw invalidLookupAttributes('Only one lookup attribute may be given.')
  const { AttributeKey: key, AttributeValue: value } = attribute
  if (key !== 'ReadOnly') return { [members[key as keyof typeof members]]: value }
  if (value !== 'true' && value !== 'false') throw invalidLookupAttributes('ReadOnly is either true or false.')
  return { isRead: value === 'true' }
}

function renderEvent(event: NewAuditEvent): cloudtrail.Event {
  return {
    EventId: event.id,
    EventName: event.name,
    ReadOnly: String(event.isRead),
    AccessKeyId: event.accessKeyId,
    EventTime: event.at,
    EventSource: event.source,
    Username: event.userName,
    Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: event.record,
  }
}
