// Signature and permission of a WebSocket upgrade: the same checks as for any call, before the protocol changes.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { loadModel } from '@hostler/wire/model/load-model'
import { may } from '../access/ask.ts'
import { createNames } from '../access/names.ts'
import type { Scope } from '../domain/basics/scope.ts'
import { type Caller, hostOf } from '../identity/caller.ts'
import type { HandlerParts } from './handler.ts'
import { gatewayFault } from './faults.ts'
import { toWireRequest } from './steps/receive.ts'
import { verifyCaller } from './verify-caller.ts'

const noBody = Buffer.alloc(0)

/** Who opens a channel, and where. */
export interface AdmittedCaller {
  readonly caller: Caller
  readonly region: string
  /** Whether the same caller would be let in now. */
  isStillAllowed(): Promise<boolean>
}

/** The node that opens its end of a session. */
export interface AdmittedNode extends Scope {
  readonly nodeId: string
  isStillAllowed(): Promise<boolean>
}

/** Who opens the control channel of `nodeId`; throws an AwsFault for callers who may not. */
export function admitToControlChannel(
  incoming: IncomingMessage,
  nodeId: string,
  secure: boolean,
  parts: HandlerParts,
): Promise<AdmittedCaller> {
  return admit(incoming, 'ssmmessages:OpenControlChannel', () => nodeId, secure, parts)
}

/** The node that opens its end of a session; throws an AwsFault for callers who may not. */
export async function admitToDataChannel(
  incoming: IncomingMessage,
  secure: boolean,
  parts: HandlerParts,
): Promise<AdmittedNode> {
  const own = (caller: Caller) => hostOf(caller)?.id
  const admitted = await admit(incoming, 'ssmmessages:OpenDataChannel', own, secure, parts)
  const { caller, region, isStillAllowed } = admitted
  return { accountId: caller.accountId, region, nodeId: own(caller) ?? '', isStillAllowed }
}

async function admit(
  incoming: IncomingMessage,
  action: string,
  nodeOf: (caller: Caller) => string | undefined,
  secure: boolean,
  parts: HandlerParts,
): Promise<AdmittedCaller> {
  const request = toWireRequest(incoming, noBody)
  const now = parts.clock.now()
  const { caller, region } = await verifyCaller(request, loadModel('ssmmessages'), now, parts)
  const asks = [
    may(action, createNames(caller.accountId, region).anySsmmessages, { host: nodeOf(caller), hostOnly: true }),
  ]
  const peer = parts.proxies.peerOf(incoming, secure)
  const origin = { requestId: randomUUID(), operation: action }
  const facts = {
    origin,
    region,
    secure: peer.secure,
    userAgent: request.headers['user-agent'],
    sourceIp: peer.address,
  }
  const denial = await parts.authorizer.authorize(caller, asks, { ...facts, now })
  if (denial) {
    const failure = gatewayFault('access-denied', 'rest-json', denial.message, denial)
    const scope = { accountId: caller.accountId, region }
    const { userAgent } = facts
    const call = { ...origin, at: now, peer, socket: incoming.socket, hostHeader: incoming.headers.host, userAgent }
    await parts.callOver({ ...call, caller, scope, input: {}, failure })
    throw failure
  }
  const again = () => ({ ...facts, origin: { ...origin, isAgain: true }, now: parts.clock.now() })
  return {
    caller,
    region,
    async isStillAllowed() {
      return !(await parts.authorizer.authorize(caller, asks, again()))
    },
  }
}
