// Reaching what a socket stands for, wherever that socket is: a node's control channel, a session's relay. In one
// process so far; the interface says nothing that would not hold across several.
import type { Frame } from '@hostler/channel/frame/frame'
import type { Scope } from '../domain/basics/scope.ts'
import type { Leg } from './leg.ts'

/** Messages to and from agents over their control channels. */
export interface NodeDelivery {
  isReachable(scope: Scope, nodeId: string): boolean
  /**
   * Sends a message that starts or ends a session, in its turn. False when the node has no channel, or too many
   * messages wait for it.
   */
  send(scope: Scope, nodeId: string, frame: Uint8Array): boolean
  /** Sends a message that agents take at any time. Nothing happens when the node has no channel. */
  sendNow(scope: Scope, nodeId: string, frame: Uint8Array): void
}

/** Who takes what agents say. */
export interface NodeListener {
  /** The node has opened a control channel. */
  connected(scope: Scope, nodeId: string): void
  /** Its channel has closed, and it has no other. */
  disconnected(scope: Scope, nodeId: string): void
  message(scope: Scope, nodeId: string, frame: Frame): void
}

/** Hands sockets to the relay of their session. */
export interface SessionDelivery {
  /** Whether an agent of this node may come to the session now. */
  expectsAgent(scope: Scope, nodeId: string, sessionId: string): boolean
  /** False when the session takes no agent any more: the leg is untouched. */
  attachAgent(scope: Scope, sessionId: string, leg: Leg): boolean
  /**
   * Takes the client that shows this token; false, the leg untouched, when the token is not good. A client's address
   * names no account: the token is all there is.
   */
  attachClient(sessionId: string, token: string, leg: Leg): Promise<boolean>
  /** Ends a session; nothing happens to one that has ended. */
  end(scope: Scope, sessionId: string, reason: string): Promise<void>
}
