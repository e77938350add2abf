// Sessions as records: who began what where, how it stands and why it ended. What moves the bytes is the relay.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Page, PageRequest } from '../basics/page.ts'
import type { Scope } from '../basics/scope.ts'
import { DomainError } from '../basics/errors.ts'
import type { Storage, Writer } from '../storage.ts'
import type { SessionEvents } from './session-events.ts'
import { isOpen, type Session, type SessionFilter, type SessionLogPlaces, type SessionStatus } from './session.ts'

/** What a session begins with. */
export type NewSession = Omit<Session, 'status' | 'token' | 'isHostDone' | 'endedAt' | 'details'>

export interface SessionEnd {
  readonly status: 'Terminated' | 'Failed'
  readonly details: string
  readonly isHostDone: boolean
}

export interface Sessions {
  /** Begins a session; the token is for its client, once. */
  begin(session: NewSession): Promise<{ readonly session: Session; readonly token: string }>
  find(scope: Scope, id: string): Promise<Session | undefined>
  list(scope: Scope, filter: SessionFilter, page: PageRequest): Promise<Page<Session>>
  listOpen(): Promise<readonly Session[]>
  listUnfinished(scope: Scope, nodeId: string): Promise<readonly Session[]>
  /** Gives an open session's client another token; the one before is worth nothing any more. */
  renewToken(scope: Scope, id: string, now: Date): Promise<string>
  /** Whether the token is good for this session's client. It is not good again, not even for two at once. */
  burnToken(scope: Scope, id: string, token: string, now: Date): Promise<boolean>
  /** Notes how an open session stands; nothing happens to one that has ended. */
  mark(scope: Scope, id: string, status: Exclude<SessionStatus, 'Terminated' | 'Failed'>): Promise<void>
  /** Ends an open session. False when it had ended before. */
  end(scope: Scope, id: string, end: SessionEnd, now: Date): Promise<boolean>
  /** The host has nothing left of it. @param log where the host has put its log, once it says so */
  hostDone(scope: Scope, id: string, log?: SessionLogPlaces): Promise<void>
  /** Deletes sessions that ended longer ago than history is kept. */
  purge(now: Date): Promise<void>
}

/** A client that takes longer than this to come has to start another session. */
export const tokenLifeMs = 120_000
const historyMs = 30 * 24 * 3_600_000
const unfinishedMax = 100

/** @param events hears of sessions that have ended, once that is durable */
export function createSessions(storage: Storage, events?: Pick<SessionEvents, 'ended'>): Sessions {
  /** Changes a session in one transaction; undefined leaves it as it is. */
  function change(
    scope: Scope,
    id: string,
    next: (session: Session) => Session | undefined,
  ): Promise<Session | undefined> {
    return storage.write(async writer => {
      const before = await writer.sessions.find(scope, id)
      const after = before && next(before)
      if (after) await writer.sessions.put(after)
      return after
    })
  }

  return {
    async begin(begun) {
      const token = newToken()
      const session: Session = {
        ...begun,
        status: 'Connecting',
        token: { hash: hashOf(token), expiresAt: new Date(begun.startedAt.getTime() + tokenLifeMs) },
        isHostDone: false,
      }
      await storage.write((writer: Writer) => writer.sessions.put(session))
      return { session, token }
    },
    find: (scope, id) => storage.read.sessions.find(scope, id),
    list: (scope, filter, page) => storage.read.sessions.list(scope, filter, page),
    listOpen: () => storage.read.sessions.listOpen(),
    listUnfinished: (scope, nodeId) => storage.read.sessions.listUnfinished(scope, nodeId, unfinishedMax),
    async renewToken(scope, id, now) {
      const token = newToken()
      const expiresAt = new Date(now.getTime() + tokenLifeMs)
      const renewed = await change(scope, id, session =>
        isOpen(session) ? { ...session, token: { hash: hashOf(token), expiresAt } } : undefined,
      )
      if (!renewed) throw new DomainError('session', 'not-found', id)
      return token
    },
    async burnToken(scope, id, token, now) {
      const burnt = await change(scope, id, ({ token: expected, ...session }) =>
        expected && isSame(expected.hash, hashOf(token)) && expected.expiresAt > now ? session : undefined,
      )
      return burnt !== undefined
    },
    async mark(scope, id, status) {
      await change(scope, id, session =>
        isOpen(session) && session.status !== status ? { ...session, status } : undefined,
      )
    },
    async end(scope, id, end, now) {
      const ended = await change(scope, id, session =>
        isOpen(session)
          ? { ...session, ...end, isHostDone: session.isHostDone || end.isHostDone, endedAt: now }
          : undefined,
      )
      if (ended) events?.ended(ended, end)
      return ended !== undefined
    },
    async hostDone(scope, id, log) {
      // Agents may say so again and again: only what is new is worth a write.
      const isNew = (session: Session) => !session.isHostDone || (log !== undefined && !session.log)
      const before = await storage.read.sessions.find(scope, id)
      if (!before || !isNew(before)) return
      await change(scope, id, session =>
        isNew(session) ? { ...session, isHostDone: true, ...(log && !session.log && { log }) } : undefined,
      )
    },
    purge: now => storage.write(writer => writer.sessions.deleteEndedBefore(new Date(now.getTime() - historyMs))),
  }
}

function newToken(): string {
  return randomBytes(48).toString('base64url')
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
