// THE LIST: one HTTP request from socket to reply. Clients can see the order, so each position has its reason;
// the evidence is in docs/fidelity/order-of-checks.md.
import type { Authorizer } from '../access/authorizer.ts'
import type { Service } from '../services/operation.ts'
import type { Exchange } from './exchange.ts'
import type { VerificationParts } from './verify-caller.ts'
import { authorize } from './steps/authorize.ts'
import { checkInput } from './steps/check-input.ts'
import { findOperation } from './steps/find-operation.ts'
import { authenticate } from './steps/authenticate.ts'
import { openBody } from './steps/open-body.ts'
import { parse } from './steps/parse.ts'
import { receive, type ReceiveParts } from './steps/receive.ts'
import { receiveRest } from './steps/receive-rest.ts'
import { reply } from './steps/reply.ts'
import { run } from './steps/run.ts'

export interface GatewayParts extends VerificationParts, ReceiveParts {
  readonly services: ReadonlyMap<string, Service>
  readonly authorizer: Authorizer
}

type Step = (exchange: Exchange, parts: GatewayParts) => void | Promise<void>

/** In order. A step that throws ends the call; the error becomes the reply. */
export const chain: readonly Step[] = [
  /* receive        */ (exchange, parts) => receive(exchange, parts),
  /* find-operation */ (exchange, { services }) => findOperation(exchange, services),
  /* receive-rest   */ (exchange, parts) => receiveRest(exchange, parts),
  /* parse          */ exchange => parse(exchange),
  /* authenticate   */ (exchange, parts) => authenticate(exchange, parts),
  /* authorize      */ (exchange, { authorizer }) => authorize(exchange, authorizer),
  /* check-input    */ exchange => checkInput(exchange),
  /* open-body      */ (exchange, parts) => openBody(exchange, parts),
  /* run            */ exchange => run(exchange),
  /* reply          */ exchange => reply(exchange),
]
