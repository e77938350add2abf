import { renderFailures } from '@hostler/wire/validation/validation-message'
import type { Exchange } from '../exchange.ts'

/** Refuses input that breaks constraints of the model: one sentence that lists every failure. */
export function checkInput(exchange: Exchange): void {
  const { failures, model, bound } = exchange
  if (failures.length > 0) throw renderFailures(failures, model!.protocol, bound!.operation.errors)
}
