import type { Authorizer } from '../../access/authorizer.ts'
import type { Exchange } from '../exchange.ts'
import { OpenCall } from '../open-call.ts'
import { type VerificationParts, verifyCaller } from '../verify-caller.ts'

/** Finds the caller and opens the call that the operation will see. */
export async function authenticate(
  exchange: Exchange,
  parts: VerificationParts & { readonly authorizer: Authorizer },
): Promise<void> {
  const verified = await verifyCaller(exchange.request, exchange.model!, exchange.now, parts)
  exchange.call = new OpenCall(exchange, verified, parts.authorizer)
}
