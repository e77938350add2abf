import type { Clients } from '../../aws/clients.ts'
import { type Column, renderPlain, renderTable } from '../../output/table.ts'
import { isForPeople, print } from '../../output/terminal.ts'
import { isoDate } from './records.ts'

/** A read as ListSessionRecordReads answers it; the date is epoch seconds. */
interface RecordRead {
  readonly Reader: string
  readonly ReadAt: number
  readonly FirstChunk: number
  readonly LastChunk: number
  readonly SourceAddress: string
  readonly UserAgent: string
  readonly RequestId: string
}

const columns: readonly Column<RecordRead>[] = [
  { heading: 'READ', value: read => isoDate(read.ReadAt) },
  { heading: 'BY', value: read => read.Reader },
  { heading: 'CHUNKS', value: read => `${read.FirstChunk}-${read.LastChunk}` },
  { heading: 'FROM', value: read => read.SourceAddress },
  { heading: 'REQUEST', value: read => read.RequestId },
]

/** `hostler sessions reads`: who was given what of a record, newest first. */
export async function listReads(clients: Clients, SessionId: string, options: { json?: boolean }): Promise<void> {
  const api = await clients.hostler()
  const reads: RecordRead[] = []
  let NextToken: string | undefined
  do {
    const input = { SessionId, MaxResults: 200, NextToken }
    const page: { Reads: RecordRead[]; NextToken?: string } = await api.call('ListSessionRecordReads', input)
    reads.push(...page.Reads)
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  if (options.json) return print(JSON.stringify(reads, null, 2))
  if (!isForPeople()) return reads.length > 0 ? print(renderPlain(columns, reads)) : undefined
  print(reads.length > 0 ? renderTable(columns, reads) : 'Nobody has read this record.')
}
