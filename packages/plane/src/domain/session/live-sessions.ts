import type { Scope } from '../basics/scope.ts'
import type { SessionPlan } from '../document/session-plan.ts'
import type { Session } from './session.ts'

/** What a host is told beside the plan. */
export interface StartDetails {
  /** The node's Name tag. */
  readonly targetName?: string
  /** Takes the place of the document's default user, where running as somebody is enabled. */
  readonly runAsUser?: string
}

/** The moving side of sessions: what the API asks of the relay. */
export interface LiveSessions {
  /** Whether an agent of this node may come to the session now. */
  expectsAgent(scope: Scope, nodeId: string, sessionId: string): boolean
  /** Tells the host to begin and makes ready for both ends. Throws `node.unavailable` and `session.throttled`. */
  start(session: Session, plan: SessionPlan, details: StartDetails): Promise<void>
  /**
   * Ends a session, telling both ends why; nothing happens to one that has ended.
   *
   * @param reason shown to the user
   */
  end(scope: Scope, id: string, reason: string): Promise<void>
}
