import { checkConstraints } from '@hostler/wire/validation/check-constraints'
import { anyone, isOverlong } from '../../access/ask.ts'
import type { Authorizer } from '../../access/authorizer.ts'
import type { Exchange } from '../exchange.ts'
import { gatewayFault } from '../faults.ts'
import { requestFacts } from '../request-facts.ts'
import { checkInput } from './check-input.ts'

/**
 * Puts the operation's questions to the policies. Constraints come after it, so that a caller who may not call
 * learns nothing about its input; only where a required member is missing, so that no resource name can be
 * built, or where a name is longer than any, do they come first (docs/fidelity/order-of-checks.md).
 */
export async function authorize(exchange: Exchange, authorizer: Authorizer): Promise<void> {
  exchange.failures = checkConstraints(exchange.bound!, exchange.input)
  if (exchange.failures.some(failure => failure.constraint === 'required')) checkInput(exchange)
  const asked = exchange.operation!.asks(exchange.input, exchange.call!)
  const asks = asked instanceof Promise ? await asked : asked
  if (asks === anyone) return
  // Nothing was asked, so nothing is allowed. Where the input is at fault, say so; else the authorizer throws.
  if (asks.length === 0) checkInput(exchange)
  // What no resource is as long as is not put to policies: matching it would cost everybody else's time.
  if (asks.some(isOverlong)) checkInput(exchange)
  const denial = await authorizer.authorize(exchange.call!.caller, asks, requestFacts(exchange))
  if (denial) throw gatewayFault('access-denied', exchange.model!.protocol, denial.message, denial)
}
