import type { Authorizer } from '../../access/authorizer.ts'
import { createNames } from '../../access/names.ts'
import type { Call } from '../../services/operation.ts'
import type { Exchange } from '../exchange.ts'
import { gatewayFault } from '../faults.ts'
import { requestFacts } from '../request-facts.ts'
import { type VerificationParts, verifyCaller } from '../verify-caller.ts'

/** Finds the caller and opens the call that the operation will see. */
export async function authenticate(
  exchange: Exchange,
  parts: VerificationParts & { readonly authorizer: Authorizer },
): Promise<void> {
  const { request, model, now, requestId, signal } = exchange
  const { caller, region } = await verifyCaller(request, model!, now, parts)
  const call: Call = {
    caller,
    accountId: caller.accountId,
    region,
    callerArn: caller.arn,
    now,
    names: createNames(caller.accountId, region),
    requestId,
    userAgent: request.headers['user-agent'],
    request,
    signal,
    async require(ask, resource) {
      const denial = await parts.authorizer.decide(caller, ask, requestFacts(exchange), resource)
      if (denial) throw gatewayFault('access-denied', model!.protocol, denial.message)
    },
  }
  exchange.call = call
}
