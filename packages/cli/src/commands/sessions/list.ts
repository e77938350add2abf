import { paginateDescribeSessions, type Session, type SessionFilter } from '@aws-sdk/client-ssm'
import type { Clients } from '../../aws/clients.ts'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'
import { type Column, renderPlain, renderTable } from '../../output/table.ts'
import { isForPeople, print } from '../../output/terminal.ts'

/** Flags of `hostler sessions list`, as text. */
export interface ListSessionsOptions {
  readonly state: string
  readonly owner?: string
  readonly target?: string
  readonly json?: boolean
}

const columns: readonly Column<Session>[] = [
  { heading: 'SESSION', value: session => session.SessionId },
  { heading: 'STATUS', value: session => session.Status },
  { heading: 'NODE', value: session => session.Target },
  { heading: 'OWNER', value: session => session.Owner },
  { heading: 'DOCUMENT', value: session => session.DocumentName },
  { heading: 'STARTED', value: session => session.StartDate?.toISOString() },
  { heading: 'ENDED', value: session => session.EndDate?.toISOString() },
  { heading: 'REASON', value: session => session.Reason },
]

const states = { active: 'Active', history: 'History' } as const

/** `hostler sessions list`: sessions that are open, or past ones. */
export async function listSessions(clients: Clients, options: ListSessionsOptions): Promise<void> {
  const State = stateOf(options.state)
  const Filters: SessionFilter[] = []
  if (options.owner !== undefined) Filters.push({ key: 'Owner', value: options.owner })
  if (options.target !== undefined) Filters.push({ key: 'Target', value: options.target })
  const input = { State, ...(Filters.length > 0 && { Filters }) }
  const sessions: Session[] = []
  for await (const page of paginateDescribeSessions({ client: await clients.ssm(), pageSize: 200 }, input)) {
    sessions.push(...(page.Sessions ?? []))
  }
  if (options.json) return print(JSON.stringify(sessions, null, 2))
  if (!isForPeople()) return sessions.length > 0 ? print(renderPlain(columns, sessions)) : undefined
  print(sessions.length > 0 ? renderTable(columns, sessions) : `No ${options.state} sessions.`)
}

function stateOf(text: string): 'Active' | 'History' {
  if (text === 'active' || text === 'history') return states[text]
  throw new CommandError(`--state takes active or history, not '${text}'`, exitCodes.usage)
}
