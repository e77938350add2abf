import type { Session } from '../../domain/session/session.ts'
import { tokenLifeMs } from '../../domain/session/sessions.ts'
import type { SessionRelay } from './session-relay.ts'

/** Agents need well under a second; a message that they cannot read they drop without a word. */
const startMs = 15_000
/** Agents whose socket breaks come back within five seconds or not at all. */
const agentAwayMs = 8_000
/** Less where the node's control channel is gone too: then it is the host that is gone. */
const hostAwayMs = 3_000
/**
 * The stock agent's worker dies when nobody listens on the port of a session that is one connection; it says so itself
 * a minute later. Agents that lost their network come back sooner, but seldom in this moment of all.
 */
const portRefusedMs = 1_000
const minuteMs = 60_000

/** Why an open session has to end now, if it has to. Idle and maximum duration are nobody's business but the plane's. */
export function reasonToEnd(
  session: Session,
  relay: Pick<SessionRelay, 'agentSeen' | 'clientSeen' | 'agentLostAtMs' | 'lastActivityMs' | 'isSilentConnection'>,
  isNodeReachable: boolean,
  nowMs: number,
): { readonly status: 'Terminated' | 'Failed'; readonly details: string } | undefined {
  const ageMs = nowMs - session.startedAt.getTime()
  if (!relay.agentSeen && ageMs > startMs) {
    return { status: 'Failed', details: 'The node did not start the session in time. See the log of its agent.' }
  }
  if (relay.agentLostAtMs !== undefined && relay.isSilentConnection && nowMs - relay.agentLostAtMs > portRefusedMs) {
    return { status: 'Failed', details: 'Connection to destination port failed, check SSM Agent logs.' }
  }
  if (relay.agentLostAtMs !== undefined && nowMs - relay.agentLostAtMs > (isNodeReachable ? agentAwayMs : hostAwayMs)) {
    return { status: 'Terminated', details: 'The connection to the node was lost.' }
  }
  if (!relay.clientSeen && ageMs > tokenLifeMs) {
    return { status: 'Terminated', details: 'No client came to the session in time.' }
  }
  if (session.maxMinutes !== undefined && ageMs > session.maxMinutes * minuteMs) {
    return { status: 'Terminated', details: 'Your session has reached its maximum duration.' }
  }
  if (nowMs - relay.lastActivityMs > session.idleMinutes * minuteMs) {
    return { status: 'Terminated', details: 'Your session timed out due to inactivity.' }
  }
  return undefined
}
