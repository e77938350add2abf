import { renderFailures } from '@hostler/wire/validation/validation-message'
import type { Exchange } from '../exchange.ts'

/** Refuses input that breaks constraints of the model: one sentence that lists every failure. */
export function checkInput(exchange: Exchange): void {
  if (exchange.failures.length > 0) throw renderFailures(exchange.failures, exchange.model!.protocol)
}
