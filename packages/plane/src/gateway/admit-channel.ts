// Signature and permission of a WebSocket upgrade: the same checks as for any call, before the protocol changes.
import type { IncomingMessage } from 'node:http'
import { loadModel } from '@hostler/wire/model/load-model'
import { may } from '../access/ask.ts'
import { createNames } from '../access/names.ts'
import type { Caller } from '../identity/caller.ts'
import type { HandlerParts } from './handler.ts'
import { gatewayFault } from './faults.ts'
import { plainAddress } from './request-facts.ts'
import { toWireRequest } from './steps/receive.ts'
import { verifyCaller } from './verify-caller.ts'

const noBody = Buffer.alloc(0)

/** Who opens the control channel of `nodeId`; throws an AwsFault for callers who may not. */
export async function admitToControlChannel(
  incoming: IncomingMessage,
  nodeId: string,
  secure: boolean,
  parts: HandlerParts,
): Promise<{ caller: Caller; region: string }> {
  const request = toWireRequest(incoming, noBody)
  const now = parts.clock.now()
  const { caller, region } = await verifyCaller(request, loadModel('ssmmessages'), now, parts)
  const names = createNames(caller.accountId, region)
  const denial = await parts.authorizer.authorize(
    caller,
    [may('ssmmessages:OpenControlChannel', names.anySsmmessages, { host: nodeId, hostOnly: true })],
    {
      now,
      region,
      secure,
      userAgent: request.headers['user-agent'],
      sourceIp: plainAddress(incoming.socket.remoteAddress),
    },
  )
  if (denial) throw gatewayFault('access-denied', 'rest-json', denial.message)
  return { caller, region }
}
