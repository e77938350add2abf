// Who started a session, in the form in which it is kept with the session: enough to ask the same questions again.
import type { Caller } from '../identity/caller.ts'
import { withDates as sessionWithDates } from '../identity/session-tokens.ts'
import type { RequestFacts } from './request-context.ts'

export interface SessionStarter {
  readonly caller: Caller
  /** Of the request that started it; its time is that of the question. */
  readonly facts: Omit<RequestFacts, 'now' | 'origin'>
  /** The document as the caller named it. */
  readonly documentName?: string
}

export function writeStarter({ caller, facts, documentName }: SessionStarter): string {
  const { region, secure, userAgent, sourceIp } = facts
  return JSON.stringify({ caller, facts: { region, secure, userAgent, sourceIp }, documentName })
}

/** Undefined for text that was not written here. */
export function readStarter(text: string): SessionStarter | undefined {
  const { caller, facts, documentName } = parse(text)
  if (!caller || !facts) return undefined
  return { caller: withDates(caller), facts, ...(documentName !== undefined && { documentName }) }
}

function parse(text: string): Partial<SessionStarter> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<SessionStarter>
  } catch {
    return {}
  }
}

function withDates(caller: Caller): Caller {
  if (caller.kind === 'instance-identity') return { ...caller, issuedAt: new Date(caller.issuedAt) }
  if (caller.kind === 'unsigned' || !caller.session) return caller
  return { ...caller, session: sessionWithDates(caller.session) } as Caller
}
