import type { Clients } from '../../aws/clients.ts'
import { type Column, renderPlain, renderTable } from '../../output/table.ts'
import { isForPeople, print } from '../../output/terminal.ts'

/** A record as ListSessionRecords answers it; dates are epoch seconds. */
interface SessionRecord {
  readonly SessionId: string
  readonly NodeId: string
  readonly Owner: string
  readonly State: string
  readonly StartedAt: number
  readonly EndedAt?: number
  readonly EndReason?: string
  readonly Copy?: { readonly State: string; readonly Bucket?: string; readonly Key?: string; readonly Problem?: string }
}

export interface ListRecordsOptions {
  readonly owner?: string
  readonly target?: string
  readonly json?: boolean
}

const columns: readonly Column<SessionRecord>[] = [
  { heading: 'SESSION', value: record => record.SessionId },
  { heading: 'STATE', value: record => record.State },
  { heading: 'NODE', value: record => record.NodeId },
  { heading: 'OWNER', value: record => record.Owner },
  { heading: 'STARTED', value: record => isoDate(record.StartedAt) },
  { heading: 'ENDED', value: record => (record.EndedAt === undefined ? undefined : isoDate(record.EndedAt)) },
  { heading: 'END', value: record => record.EndReason },
  { heading: 'COPY', value: record => copyOf(record) },
]

/** `hostler sessions records`: what there is to play, export and verify. */
export async function listRecords(clients: Clients, { owner, target, json }: ListRecordsOptions): Promise<void> {
  const api = await clients.hostler()
  const records: SessionRecord[] = []
  let NextToken: string | undefined
  do {
    const input = { Owner: owner, NodeId: target, MaxResults: 200, NextToken }
    const page: { Records: SessionRecord[]; NextToken?: string } = await api.call('ListSessionRecords', input)
    records.push(...page.Records)
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  if (json) return print(JSON.stringify(records, null, 2))
  if (!isForPeople()) return records.length > 0 ? print(renderPlain(columns, records)) : undefined
  print(records.length > 0 ? renderTable(columns, records) : 'No records.')
}

/** Where a record is besides, or why it is not there yet. */
function copyOf({ Copy }: SessionRecord): string | undefined {
  if (!Copy) return undefined
  if (Copy.State === 'Copied') return `s3://${Copy.Bucket}/${Copy.Key}`
  return Copy.Problem === undefined ? 'copy pending' : `copy pending: ${Copy.Problem}`
}

export function isoDate(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString()
}
