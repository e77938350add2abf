// The life of open sessions: begun, met by both ends, ended with a reason. One relay each moves the bytes; this
// decides when a session is over, writes that down and tells both ends.
import type { StartSessionContent } from '@hostler/channel/payloads/control-payloads'
import { type Frame, messageTypes } from '@hostler/channel/frame/frame'
import { readJson } from '@hostler/channel/payloads/json-payload'
import type { NodeDelivery, NodeListener, SessionDelivery } from '../../delivery/delivery.ts'
import type { Clock } from '../../domain/basics/clock.ts'
import { DomainError } from '../../domain/basics/errors.ts'
import type { Scope } from '../../domain/basics/scope.ts'
import type { LiveSessions } from '../../domain/session/live-sessions.ts'
import { isSessionId } from '../../domain/session/session-id.ts'
import type { Session } from '../../domain/session/session.ts'
import type { SessionEvents } from '../../domain/session/session-events.ts'
import { type SessionEnd, type Sessions, tokenLifeMs } from '../../domain/session/sessions.ts'
import type { Log } from '../../observability/log.ts'
import type { SessionRecorder, SessionRecording } from '../recording/session-recorder.ts'
import { readLogPlaces } from './log-places.ts'
import { channelClosedFrame, startSessionFrame, taskAcknowledgeFrame } from './session-frames.ts'
import { SessionRelay } from './session-relay.ts'
import { reasonToEnd } from './session-limits.ts'

export interface RelaysParts {
  readonly sessions: Sessions
  readonly delivery: NodeDelivery
  /** Absent where sessions are not recorded. */
  readonly recorder: SessionRecorder | undefined
  /** Hears who comes to sessions. */
  readonly events?: Pick<SessionEvents, 'agentJoined' | 'clientJoined'>
  readonly clock: Clock
  readonly log: Log
}

export interface Relays extends LiveSessions, SessionDelivery, NodeListener {
  /** Sessions that have not ended. */
  open(): readonly Session[]
  /** Ends every session of a node. */
  endOfNode(scope: Scope, nodeId: string, reason: string): Promise<void>
  /** Takes up what an earlier plane left: sessions that nobody has come to go on, all others end. */
  recover(): Promise<void>
  /** Once a second: ends what has lasted or idled too long, or has lost an end. */
  sweep(): Promise<void>
  /** The plane is going down: sessions end, except those that their client has not come to yet. */
  closeAll(): Promise<void>
}

interface LiveSession {
  readonly session: Session
  readonly relay: SessionRelay
  readonly recording: SessionRecording | undefined
  isOver: boolean
  /** How it ended, until that is written down. */
  unwritten?: SessionEnd
  /** When what is left of it goes. */
  disposeAtMs: number
}

// Agents that stay silent for so long are gone, whatever their socket says.
const agentSilenceMs = 30_000
const disposeGraceMs = 5_000
const recordFailed = 'The session record cannot be written.'
const planeRestarted = 'The control plane was restarted.'

export function createRelays(parts: RelaysParts): Relays {
  const { sessions, delivery, clock, log } = parts
  /** By session id: no two sessions share one, in whatever account. */
  const live = new Map<string, LiveSession>()
  const nowMs = () => clock.now().getTime()

  async function begin(session: Session): Promise<LiveSession> {
    const recording = await parts.recorder?.open({ ...session, sessionId: session.id })
    const relay = new SessionRelay({
      session,
      recording,
      clock,
      events: {
        clientChanged: isThere => mark(session, isThere ? 'Connected' : 'Disconnected'),
        agentTerminating: () => later(conclude(session.id, { status: 'Terminated', details: '' }, { tellHost: false })),
        malformed: (side, reason) =>
          later(
            conclude(session.id, { status: 'Failed', details: `The ${side} sent a malformed message (${reason}).` }),
          ),
        finished() {
          const found = live.get(session.id)
          if (found) found.disposeAtMs = nowMs() + disposeGraceMs
        },
      },
    })
    const begun: LiveSession = { session, relay, recording, isOver: false, disposeAtMs: Infinity }
    recording?.onFailure(error => {
      log.error({ err: error, sessionId: session.id }, 'a session record cannot be written')
      later(conclude(session.id, { status: 'Failed', details: recordFailed }))
    })
    live.set(session.id, begun)
    return begun
  }

  /** Work that nobody waits for. */
  function later(work: Promise<unknown>): void {
    work.catch((error: unknown) => log.error({ err: error }, 'a session could not be brought up to date'))
  }

  function mark(session: Session, status: 'Connected' | 'Disconnected'): void {
    later(sessions.mark(session, session.id, status))
  }

  /** Takes a session up again; false where its record cannot be gone on with. */
  async function goesOn(session: Session): Promise<boolean> {
    try {
      await begin(session)
      return true
    } catch (error) {
      log.error({ err: error, sessionId: session.id }, 'a session record cannot be gone on with')
      return false
    }
  }

  function tellHost(session: Session): boolean {
    return delivery.send(session, session.nodeId, channelClosedFrame(session.id, session.nodeId, '', clock.now()))
  }

  /** Ends a live session once: the record of it, its client, its host. */
  async function conclude(
    id: string,
    end: Omit<SessionEnd, 'isHostDone'> & { readonly isHostDone?: boolean },
    how: { readonly tellHost: boolean } = { tellHost: true },
  ): Promise<void> {
    const found = live.get(id)
    if (!found || found.isOver) return
    found.isOver = true
    const { session, relay, recording } = found
    found.unwritten = { isHostDone: false, ...end }
    // A client that has not come is told when it comes, as long as its token is good.
    const lingerMs = relay.clientSeen ? disposeGraceMs * 3 : tokenLifeMs
    found.disposeAtMs = nowMs() + lingerMs
    if (how.tellHost) tellHost(session)
    relay.finish(end.details)
    log.info({ sessionId: id, status: end.status, details: end.details }, 'session ended')
    await Promise.all([
      writeDown(found),
      recording?.close(end.details).catch((error: unknown) => {
        log.error({ err: error, sessionId: id }, 'a session record could not be closed')
      }),
    ])
  }

  async function writeDown(found: LiveSession): Promise<void> {
    if (!found.unwritten) return
    await sessions.end(found.session, found.session.id, found.unwritten, clock.now())
    found.unwritten = undefined
  }

  function taskComplete(scope: Scope, nodeId: string, frame: Frame): void {
    const said = readJson(frame.payload)
    const sessionId = said?.['TaskId']
    if (typeof sessionId !== 'string' || !isSessionId(sessionId)) return
    delivery.sendNow(scope, nodeId, taskAcknowledgeFrame(frame.id, sessionId, clock.now()))
    later(hostDone(scope, nodeId, sessionId, said!))
  }

  async function hostDone(
    scope: Scope,
    nodeId: string,
    sessionId: string,
    said: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const session = live.get(sessionId)?.session ?? (await sessions.find(scope, sessionId))
    // A node speaks of its own sessions only.
    if (session?.nodeId !== nodeId || session.accountId !== scope.accountId || session.region !== scope.region) return
    const hasFailed = said['FinalTaskStatus'] !== 'Success' && said['FinalTaskStatus'] !== 'Cancelled'
    const details = typeof said['Output'] === 'string' ? said['Output'].slice(0, 8_192) : ''
    const status = hasFailed ? 'Failed' : 'Terminated'
    await conclude(sessionId, { status, details, isHostDone: true }, { tellHost: false })
    await sessions.hostDone(scope, sessionId, readLogPlaces(said))
  }

  /** What ended while the agent was away still runs on its host. One that has heard it once more knows. */
  async function tellOfEnded(scope: Scope, nodeId: string): Promise<void> {
    for (const session of await sessions.listUnfinished(scope, nodeId)) {
      if (tellHost(session)) await sessions.hostDone(session, session.id)
    }
  }

  function dispose(id: string, found: LiveSession, reason: string): void {
    live.delete(id)
    found.relay.dispose(reason)
  }

  return {
    async start(session, plan, { targetName, runAsUser = '' }) {
      const content: StartSessionContent = {
        DocumentName: plan.documentName,
        DocumentContent: plan.content,
        SessionId: session.id,
        Parameters: plan.parameters,
        RunAsUser: runAsUser,
        SessionOwner: session.owner,
        ...(targetName !== undefined && { TargetName: targetName }),
      }
      try {
        await begin(session)
      } catch (error) {
        log.error({ err: error, sessionId: session.id }, 'a session record cannot be opened')
        await sessions.end(
          session,
          session.id,
          { status: 'Failed', details: recordFailed, isHostDone: true },
          clock.now(),
        )
        throw error
      }
      // While its record was being opened, nobody could end it but on paper.
      const { endedAt, details: why = '' } = (await sessions.find(session, session.id)) ?? session
      if (endedAt) return conclude(session.id, { status: 'Terminated', details: why }, { tellHost: false })
      if (delivery.send(session, session.nodeId, startSessionFrame(content, clock.now()))) return
      const isReachable = delivery.isReachable(session, session.nodeId)
      const details = isReachable ? 'Too many sessions wait to start on this node.' : 'The node is not connected.'
      await conclude(session.id, { status: 'Failed', details, isHostDone: true }, { tellHost: false })
      throw new DomainError(isReachable ? 'session' : 'node', isReachable ? 'throttled' : 'unavailable', session.nodeId)
    },
    async end(scope, id, reason) {
      const found = live.get(id)
      if (found && isIn(scope, found.session)) return conclude(id, { status: 'Terminated', details: reason })
      // Not here: a record that an earlier plane left open.
      const session = await sessions.find(scope, id)
      if (!session) throw new DomainError('session', 'not-found', id)
      const end: SessionEnd = { status: 'Terminated', details: reason, isHostDone: false }
      if (!(await sessions.end(scope, id, end, clock.now()))) return
      if (live.has(id)) return conclude(id, end)
      tellHost(session)
    },
    expectsAgent(scope, nodeId, sessionId) {
      const found = live.get(sessionId)
      return found !== undefined && !found.isOver && isIn(scope, found.session) && found.session.nodeId === nodeId
    },
    attachAgent(scope, sessionId, leg) {
      const found = live.get(sessionId)
      if (!found || found.isOver || !isIn(scope, found.session)) return false
      if (!found.relay.agentSeen) parts.events?.agentJoined(found.session)
      found.relay.attachAgent(leg)
      return true
    },
    async attachClient(sessionId, token, leg) {
      const found = live.get(sessionId)
      if (!found) return false
      if (!(await sessions.burnToken(found.session, sessionId, token, clock.now()))) return false
      if (live.get(sessionId) !== found) return false
      parts.events?.clientJoined(found.session, leg.address)
      found.relay.attachClient(leg)
      return true
    },
    connected(scope, nodeId) {
      later(tellOfEnded(scope, nodeId))
    },
    disconnected() {},
    message(scope, nodeId, frame) {
      if (frame.type === messageTypes.agentTaskComplete) taskComplete(scope, nodeId, frame)
    },
    open: () => [...live.values()].filter(({ isOver }) => !isOver).map(({ session }) => session),
    async endOfNode(scope, nodeId, reason) {
      const mine = [...live.values()].filter(({ session }) => isIn(scope, session) && session.nodeId === nodeId)
      await Promise.all(
        mine.map(({ session }) => conclude(session.id, { status: 'Terminated', details: reason, isHostDone: true })),
      )
    },
    async recover() {
      for (const session of await sessions.listOpen()) {
        const isAwaited = session.status === 'Connecting' && session.token && session.token.expiresAt > clock.now()
        if (isAwaited && (await goesOn(session))) continue
        const end: SessionEnd = { status: 'Terminated', details: planeRestarted, isHostDone: false }
        await sessions.end(session, session.id, end, clock.now())
      }
    },
    async sweep() {
      for (const [id, found] of live) {
        if (found.isOver) {
          await writeDown(found).catch((error: unknown) =>
            log.error({ err: error, sessionId: id }, 'the end of a session could not be written down'),
          )
          if (nowMs() >= found.disposeAtMs && !found.unwritten) dispose(id, found, 'the session has ended')
          continue
        }
        found.relay.tick(agentSilenceMs)
        const isReachable = delivery.isReachable(found.session, found.session.nodeId)
        const end = reasonToEnd(found.session, found.relay, isReachable, nowMs())
        if (end) await conclude(id, end)
      }
    },
    async closeAll() {
      const all = [...live]
      const met = all.filter(([, { relay }]) => relay.clientSeen)
      await Promise.all(met.map(([id]) => conclude(id, { status: 'Terminated', details: planeRestarted })))
      for (const [id, found] of all) dispose(id, found, 'the plane is going down')
    },
  }
}

function isIn(scope: Scope, session: Session): boolean {
  return session.accountId === scope.accountId && session.region === scope.region
}
