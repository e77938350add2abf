import type { Session } from './session.ts'
import type { SessionEnd } from './sessions.ts'

/** Hears what becomes of sessions. */
export interface SessionEvents {
  /** @param address of the client, where it is known */
  clientJoined(session: Session, address: string | undefined): void
  /** The first time; agents whose connection breaks come back. */
  agentJoined(session: Session): void
  ended(session: Session, end: SessionEnd): void
}
