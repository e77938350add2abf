// From an HTTP upgrade to one end of a session. Agents sign the upgrade and show a token; clients sign nothing: the
// token that StartSession gave out is all they have.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { AwsFault } from '@hostler/wire/aws-fault'
import { type WebSocket, WebSocketServer } from 'ws'
import type { SessionDelivery } from '../../delivery/delivery.ts'
import type { Clock } from '../../domain/basics/clock.ts'
import type { Scope } from '../../domain/basics/scope.ts'
import { isSessionId } from '../../domain/session/session-id.ts'
import type { Log } from '../../observability/log.ts'
import type { ChannelTokens } from '../control/channel-tokens.ts'
import { endOnError } from '../end-on-error.ts'
import { awaitToken } from '../first-frame.ts'
import { refuseUpgrade } from '../refuse-upgrade.ts'
import { channelClosedFrame } from '../relay/session-frames.ts'
import { SocketLeg } from './socket-leg.ts'

export interface DataUpgradeParts {
  /** Tokens between CreateDataChannel and the agent's first frame. */
  readonly tokens: ChannelTokens
  readonly sessions: SessionDelivery
  readonly clock: Clock
  readonly log: Log
  /** Verifies an agent's signature and permission; throws an AwsFault. */
  admitAgent(incoming: IncomingMessage, secure: boolean): Promise<AdmittedAgent>
  /** Whom a connection comes from, looking through trusted proxies. */
  addressOf(incoming: IncomingMessage): string | undefined
}

/** A node whose agent may open its end of a session. */
export interface AdmittedAgent extends Scope {
  readonly nodeId: string
  /** Whether it would be let in now. */
  isStillAllowed(): Promise<boolean>
}

/** Agents give up on a session at these words, and on no others. */
export const sessionIsTerminated = 'Session is already terminated'

/** The largest payload that either end may send in one message, with room for its header. */
const maxMessageBytes = 256 * 1024 + 1024
/** Sockets that have not shown a token yet: in all, and from one address. */
const waitingMax = 1_000
const waitingOfOneMax = 100
const keepAliveMs = 60_000
const lastWordsMs = 1_000
const policyViolation = 1008

export interface DataUpgrade {
  /** Takes the upgrade when it is for a data channel; false when it is for something else. */
  take(incoming: IncomingMessage, socket: Duplex, head: Buffer, secure: boolean): boolean
  /** Ends sessions whose agent would not be let in any more. */
  recheckAgents(): Promise<void>
  /** Ends what is still open, after a moment for last words. */
  closeAll(): void
}

export function createDataUpgrade(parts: DataUpgradeParts): DataUpgrade {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })
  const waiting = new Map<WebSocket, string | undefined>()
  const sockets = new Set<WebSocket>()
  const agents = new Map<WebSocket, { readonly node: AdmittedAgent; readonly sessionId: string }>()

  function open(
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    take: (opened: WebSocket, token: string | undefined) => Promise<boolean> | boolean,
  ): void {
    server.handleUpgrade(incoming, socket, head, opened => {
      // A client whose network is gone without a word is noticed in minutes.
      incoming.socket.setKeepAlive(true, keepAliveMs)
      waiting.set(opened, parts.addressOf(incoming))
      sockets.add(opened)
      opened.once('close', () => {
        waiting.delete(opened)
        sockets.delete(opened)
      })
      opened.on('error', error => parts.log.debug({ err: error }, 'data channel error'))
      awaitToken(opened, parts.clock, async token => {
        const isTaken = await take(opened, token)
        waiting.delete(opened)
        return isTaken
      })
    })
  }

  async function admitAgent(
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    sessionId: string,
    secure: boolean,
  ): Promise<void> {
    const node = await parts.admitAgent(incoming, secure)
    if (!parts.sessions.expectsAgent(node, node.nodeId, sessionId)) {
      return refuseUpgrade(socket, 400, 'ValidationException', sessionIsTerminated)
    }
    open(incoming, socket, head, (opened, token) => {
      const isGood = token !== undefined && parts.tokens.burn(token, node, sessionId)
      const isTaken =
        isGood && parts.sessions.attachAgent(node, sessionId, new SocketLeg(opened, incoming.socket, parts.clock))
      if (!isTaken) {
        opened.close(policyViolation, isGood ? sessionIsTerminated : 'the token is not valid')
        return false
      }
      agents.set(opened, { node, sessionId })
      opened.once('close', () => agents.delete(opened))
      return true
    })
  }

  /** Clients have shown nothing yet that tells them from anybody else. */
  function isCrowded(address: string | undefined): boolean {
    const ofAddress = [...waiting.values()].filter(each => each === address).length
    return waiting.size >= waitingMax || ofAddress >= waitingOfOneMax
  }

  function admitClient(incoming: IncomingMessage, socket: Duplex, head: Buffer, sessionId: string): void {
    if (isCrowded(parts.addressOf(incoming))) {
      return refuseUpgrade(socket, 503, 'ServiceUnavailable', 'Too many callers wait.')
    }
    open(incoming, socket, head, async (opened, token) => {
      const leg = new SocketLeg(opened, incoming.socket, parts.clock, parts.addressOf(incoming))
      if (token !== undefined && (await parts.sessions.attachClient(sessionId, token, leg))) return true
      // In a message, since the stock plugin waits for ever when the socket just closes. It reads the same whether
      // there is such a session or not.
      const words = 'The token of this session is not valid or has expired. Start another session.'
      leg.send(channelClosedFrame(sessionId, '', words, parts.clock.now()))
      leg.close('the token is not valid')
      return false
    })
  }

  return {
    take(incoming, socket, head, secure) {
      const path = /^\/v1\/data-channel\/([^/?]{1,300})(?:\?|$)/.exec(incoming.url ?? '')?.[1]
      if (path === undefined) return false
      endOnError(socket)
      const sessionId = decoded(path)
      if (sessionId === undefined || !isSessionId(sessionId)) {
        refuseUpgrade(socket, 404, 'UnknownOperationException', 'No such channel.')
      } else if (incoming.headers.authorization === undefined) {
        admitClient(incoming, socket, head, sessionId)
      } else {
        admitAgent(incoming, socket, head, sessionId, secure).catch((error: unknown) => {
          if (error instanceof AwsFault)
            return refuseUpgrade(socket, error.status, error.code, error.message, error.headers)
          parts.log.error({ err: error }, 'a data channel could not be opened')
          refuseUpgrade(socket, 500, 'InternalServerError', '')
        })
      }
      return true
    },
    async recheckAgents() {
      for (const { node, sessionId } of agents.values()) {
        if (await node.isStillAllowed()) continue
        await parts.sessions.end(node, sessionId, 'The node is no longer allowed to have sessions.')
      }
    },
    closeAll() {
      for (const socket of waiting.keys()) socket.terminate()
      setTimeout(() => {
        for (const socket of sockets) socket.terminate()
      }, lastWordsMs).unref()
    },
  }
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
