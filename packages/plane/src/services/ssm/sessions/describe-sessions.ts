import * as ssm from '@hostler/wire/models/ssm'
import { may } from '../../../access/ask.ts'
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import type { SessionFilter } from '../../../domain/session/session.ts'
import { invalidFilterKey, invalidNextToken, validationException } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { outputUrl } from './output-url.ts'
import { renderSession } from './render-session.ts'
import { planeUrl } from './stream-url.ts'

const pageSize = 50

/** Open sessions, or those of the last 30 days; newest first. */
export const DescribeSessions = operation(ssm.DescribeSessions, {
  asks: (_input, names) => [may('ssm:DescribeSessions', names.anySsm)],
  faults: { 'page-token.invalid': invalidNextToken },
  async run({ State, Filters, MaxResults = pageSize, NextToken }, { sessions, publicUrl }, call) {
    const filter = filterOf(Filters ?? [])
    if (filter === undefined) return { Sessions: [] }
    const page = { limit: MaxResults, ...(NextToken ? { after: parsePageToken(NextToken) } : {}) }
    const { items, next } = await sessions.list(call, { ...filter, isOpen: State === 'Active' }, page)
    const base = planeUrl(publicUrl, call)
    const Sessions = items.map(session => renderSession(session, outputUrl(session, base)))
    return { Sessions, ...(next !== undefined && { NextToken: toPageToken(next) }) }
  },
})

/** Filters are ANDed; undefined when they contradict each other, so that nothing can match. */
function filterOf(filters: readonly { readonly key: string; readonly value: string }[]): SessionFilter | undefined {
  const filter: Record<string, Date | string> = {}
  for (const { key, value } of filters) {
    const condition = conditionOf(key, value)
    if (!condition) return undefined
    for (const [name, wanted] of Object.entries(condition)) {
      if (filter[name] !== undefined && String(filter[name]) !== String(wanted)) return undefined
      filter[name] = wanted
    }
  }
  return filter
}

/** Undefined for a condition that no session meets. */
function conditionOf(key: string, value: string): Record<string, Date | string> | undefined {
  switch (key) {
    case 'InvokedAfter':
      return { startedAfter: dateOf(key, value) }
    case 'InvokedBefore':
      return { startedBefore: dateOf(key, value) }
    case 'Target':
      return { nodeId: value }
    case 'Owner':
      return { owner: value }
    case 'Status':
      return { status: value }
    case 'SessionId':
      return { id: value }
    case 'AccessType':
      // Just-in-time access does not exist here, so every session is a standard one.
      return value === 'Standard' ? {} : undefined
    default:
      throw invalidFilterKey(key)
  }
}

function dateOf(key: string, value: string): Date {
  const date = new Date(value)
  if (Number.isNaN(date.getTime()))
    throw validationException(`The value of ${key} must be a date such as 2026-11-23T00:00:00Z.`)
  return date
}
