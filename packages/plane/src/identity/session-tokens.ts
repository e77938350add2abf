// Temporary credentials. A session token is self-contained: the sealed facts of the session, its secret among
// them, so that issuing one writes nothing and a storm of hosts costs no disk. It dies with its role or user (the unique
// id no longer resolves), with the host that holds it, at its expiry, or by a policy on aws:TokenIssueTime.
import { newSecretAccessKey, newTemporaryKeyId } from '../domain/basics/ids.ts'
import type { FederatedSession, HostOrigin, RoleSession, UserSession } from './caller.ts'
import type { Sealing } from './sealing.ts'

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAt: Date
}

/** Whose session it is. */
export type SessionSubject =
  | { readonly kind: 'role'; readonly accountId: string; readonly roleId: string; readonly session: RoleSession }
  /** `userId` is the account id for root, here and below. */
  | { readonly kind: 'user'; readonly accountId: string; readonly userId: string; readonly session: UserSession }
  | {
      readonly kind: 'federated'
      readonly accountId: string
      readonly userId: string
      readonly session: FederatedSession
    }
  | {
      readonly kind: 'instance-identity'
      readonly accountId: string
      readonly host: HostOrigin
      readonly issuedAt: Date
      readonly expiresAt: Date
    }

/** An opened token. */
export interface OpenedSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly subject: SessionSubject
  readonly expiresAt: Date
}

export interface SessionTokens {
  issue(subject: SessionSubject): TemporaryCredentials
  /** The session, expired or not, or undefined for a token that this plane did not make or that was altered. */
  open(sessionToken: string): OpenedSession | undefined
}

/** Of all that is remembered together, in characters of tokens; what they say takes about as much again. */
const openedMaxLength = 16 * 1024 * 1024

export function createSessionTokens(sealing: Sealing): SessionTokens {
  const opened = new Map<string, OpenedSession>()
  let openedLength = 0
  return {
    issue(subject) {
      const accessKeyId = newTemporaryKeyId(subject.accountId)
      const secretAccessKey = newSecretAccessKey()
      const sessionToken = sealing.seal(JSON.stringify({ v: 1, accessKeyId, secretAccessKey, subject }))
      return { accessKeyId, secretAccessKey, sessionToken, expiresAt: expiryOf(subject) }
    },
    open(sessionToken) {
      const known = opened.get(sessionToken)
      if (known) return known
      const text = sealing.open(sessionToken)
      if (text === undefined) return undefined
      const session = parse(text)
      openedLength += sessionToken.length
      if (openedLength > openedMaxLength) {
        opened.clear()
        openedLength = sessionToken.length
      }
      opened.set(sessionToken, session)
      return session
    },
  }
}

function parse(text: string): OpenedSession {
  const { accessKeyId, secretAccessKey, subject: written } = JSON.parse(text) as OpenedSession
  const subject = readSubject(written)
  return { accessKeyId, secretAccessKey, subject, expiresAt: expiryOf(subject) }
}

function readSubject(written: SessionSubject): SessionSubject {
  switch (written.kind) {
    case 'role':
      return { ...written, session: withDates(written.session) }
    case 'user':
      return { ...written, session: withDates(written.session) }
    case 'federated':
      return { ...written, session: withDates(written.session) }
    case 'instance-identity':
      return withDates(written)
  }
}

interface Dates {
  readonly issuedAt: Date
  readonly expiresAt: Date
  readonly mfaAt?: Date
}

/** JSON knows no dates. Only these are: a session's tags may have the same names. */
export function withDates<T extends Dates>(written: T): T {
  const { issuedAt, expiresAt, mfaAt } = written
  const dates = { issuedAt: new Date(issuedAt), expiresAt: new Date(expiresAt) }
  return { ...written, ...dates, ...(mfaAt && { mfaAt: new Date(mfaAt) }) }
}

function expiryOf(subject: SessionSubject): Date {
  return subject.kind === 'instance-identity' ? subject.expiresAt : subject.session.expiresAt
}
