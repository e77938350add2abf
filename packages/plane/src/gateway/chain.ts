// THE LIST: one HTTP request from socket to reply. Clients can see the order, so each position has its reason;
// the evidence is in docs/fidelity/order-of-checks.md.
import type { Authorizer } from '../access/authorizer.ts'
import type { Service } from '../services/operation.ts'
import { bodyLimitOf } from './endpoints.ts'
import type { Exchange } from './exchange.ts'
import type { VerificationParts } from './verify-caller.ts'
import { authorize } from './steps/authorize.ts'
import { checkInput } from './steps/check-input.ts'
import { findOperation } from './steps/find-operation.ts'
import { authenticate } from './steps/authenticate.ts'
import { parse } from './steps/parse.ts'
import { receive } from './steps/receive.ts'
import { reply } from './steps/reply.ts'
import { run } from './steps/run.ts'

export interface GatewayParts extends VerificationParts {
  readonly services: ReadonlyMap<string, Service>
  readonly authorizer: Authorizer
  readonly bodyLimitBytes: number
}

type Step = (exchange: Exchange, parts: GatewayParts) => void | Promise<void>

/** In order. A step that throws ends the call; the error becomes the reply. */
export const chain: readonly Step[] = [
  /* receive        */ (exchange, { bodyLimitBytes }) =>
    receive(exchange, bodyLimitOf(exchange.incoming.headers, bodyLimitBytes)),
  /* find-operation */ (exchange, { services }) => findOperation(exchange, services),
  /* parse          */ exchange => parse(exchange),
  /* authenticate   */ (exchange, parts) => authenticate(exchange, parts),
  /* authorize      */ (exchange, { authorizer }) => authorize(exchange, authorizer),
  /* check-input    */ exchange => checkInput(exchange),
  /* run            */ exchange => run(exchange),
  /* reply          */ exchange => reply(exchange),
]
