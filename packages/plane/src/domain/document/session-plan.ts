// What a session needs of its document: read, checked and complete, so that the agent, which drops what it cannot
// read without a word, always can.
import type { Scope } from '../basics/scope.ts'

export type SessionType = 'Standard_Stream' | 'InteractiveCommands' | 'NonInteractiveCommands' | 'Port'

export interface SessionPlan {
  /** As the agent is told; `SSM-SessionManagerRunShell` when the caller named none. */
  readonly documentName: string
  readonly sessionType: SessionType
  /** The document as JSON, references to parameters unresolved: the agent puts them in. */
  readonly content: Readonly<Record<string, unknown>>
  /** A string for `String` parameters, a list for `StringList`; defaults filled in. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>
  /** Minutes without input or output after which the session ends, 1 to 60. */
  readonly idleMinutes: number
  /** Minutes after which the session ends in any case, 1 to 1440; undefined for no limit. */
  readonly maxMinutes?: number
}

export interface SessionPlans {
  /**
   * Throws `document.not-found` and `document.invalid` (no session document, or one that no agent could run) and
   * `session-parameter.invalid`, each with a message for the caller.
   *
   * @param name the document's name or ARN, `:version` allowed; undefined for the account's preferences
   */
  plan(
    scope: Scope,
    name: string | undefined,
    parameters: Readonly<Record<string, readonly string[]>>,
  ): Promise<SessionPlan>
}

/** Name of the document that holds an account's preferences for sessions. */
export const preferencesDocument = 'SSM-SessionManagerRunShell'
