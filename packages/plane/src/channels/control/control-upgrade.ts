// From an HTTP upgrade to an open control channel: signature, permission, then the token in the first frame.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { AwsFault } from '@hostler/wire/aws-fault'
import type { Clock } from '../../domain/basics/clock.ts'
import { type Caller, vouchedUntil } from '../../identity/caller.ts'
import type { Log } from '../../observability/log.ts'
import { endOnError } from '../end-on-error.ts'
import { awaitToken } from '../first-frame.ts'
import { refuseUpgrade } from '../refuse-upgrade.ts'
import type { ChannelTokens } from './channel-tokens.ts'
import type { ControlChannels } from './control-channels.ts'

/** A caller who may open the channel of `nodeId`. */
export interface AdmittedNode {
  readonly caller: Caller
  readonly region: string
}

export interface ControlUpgradeParts {
  readonly tokens: ChannelTokens
  readonly channels: ControlChannels
  readonly clock: Clock
  /** Verifies signature and permission; throws an AwsFault. */
  admit(incoming: IncomingMessage, nodeId: string, secure: boolean): Promise<AdmittedNode>
  readonly log: Log
}

const maxMessageBytes = 1024 * 1024
const policyViolation = 1008

/** Handles `upgrade` events of one server. Requests that are no control channel are refused. */
export function createControlUpgrade(parts: ControlUpgradeParts, secure: boolean) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })
  return (incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
    endOnError(socket)
    const nodeId = /^\/v1\/control-channel\/([\w-]{1,124})(?:\?|$)/.exec(incoming.url ?? '')?.[1]
    if (nodeId === undefined) return refuseUpgrade(socket, 404, 'UnknownOperationException', 'No such channel.')
    parts
      .admit(incoming, nodeId, secure)
      .then(admitted =>
        sockets.handleUpgrade(incoming, socket, head, opened => takeChannel(opened, nodeId, admitted, parts)),
      )
      .catch((error: unknown) => {
        if (error instanceof AwsFault)
          return refuseUpgrade(socket, error.status, error.code, error.message, error.headers)
        parts.log.error({ err: error }, 'a control channel could not be opened')
        refuseUpgrade(socket, 500, 'InternalServerError', '')
      })
  }
}

function takeChannel(
  socket: WebSocket,
  nodeId: string,
  { caller, region }: AdmittedNode,
  { tokens, channels, clock, log }: ControlUpgradeParts,
): void {
  channels.expect(socket)
  logErrors(socket, nodeId, log)
  awaitToken(socket, clock, token => {
    const scope = { accountId: caller.accountId, region }
    if (token === undefined || !tokens.burn(token, scope, nodeId)) {
      socket.close(policyViolation, 'the token is not valid')
      return false
    }
    channels.open(scope, nodeId, socket, vouchedUntil(caller) ?? clock.now())
    socket.resume()
    log.debug({ nodeId, region }, 'control channel open')
    return true
  })
}

/** Apart from what opens the channel, which the listener would keep. */
function logErrors(socket: WebSocket, nodeId: string, log: Log): void {
  socket.on('error', error => log.debug({ nodeId, err: error }, 'control channel error'))
}
