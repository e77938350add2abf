import { AwsFault } from '@hostler/wire/aws-fault'
import type { Authorizer } from '../../access/authorizer.ts'
import { sessionLimit } from '../../access/session-limits.ts'
import type { Caller, UnsignedCaller } from '../../identity/caller.ts'
import { hasOldSignature } from '../endpoints.ts'
import type { Exchange } from '../exchange.ts'
import { gatewayFault } from '../faults.ts'
import { OpenCall } from '../open-call.ts'
import { type VerificationParts, verifyCaller } from '../verify-caller.ts'

/** Finds the caller and opens the call that the operation will see. */
export async function authenticate(
  exchange: Exchange,
  parts: VerificationParts & { readonly authorizer: Authorizer },
): Promise<void> {
  if (exchange.model!.protocol === 'rest-xml' && hasOldSignature(exchange.request)) throw oldSignature()
  const verified = isUnsigned(exchange)
    ? { caller: nobody, region: parts.homeRegion }
    : await verifyCaller(exchange.request, exchange.model!, exchange.now, parts)
  exchange.verified = verified
  exchange.call = new OpenCall(exchange, verified, parts.authorizer)
  checkSession(exchange, verified.caller)
}

function oldSignature(): AwsFault {
  const message = 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'
  return new AwsFault('InvalidRequest', 400, message)
}

/** Some temporary credentials are none at all for IAM, and for part of STS. */
function checkSession({ model, operation }: Exchange, caller: Caller): void {
  const limit = sessionLimit(caller, model!.service, operation!.name)
  if (limit === 'no-token') throw gatewayFault('unknown-credentials', model!.protocol)
  if (limit === 'no-session') {
    throw gatewayFault('access-denied', model!.protocol, `Cannot call ${operation!.name} with session credentials`)
  }
}

/** No signature of any kind, on an operation that does without. A wrong signature is never taken for none. */
function isUnsigned({ request, operation, input }: Exchange): boolean {
  if (request.headers['authorization'] !== undefined || /(?:^|&)X-Amz-/i.test(request.query)) return false
  return operation!.allowsUnsigned(input)
}

const nobody: UnsignedCaller = {
  kind: 'unsigned',
  accountId: '',
  arn: 'anonymous',
  userId: 'anonymous',
  accessKeyId: '',
}
