import {
  checkScope,
  type ParsedSignature,
  parseSignature,
  type SignatureFailure,
} from '@hostler/wire/sigv4/parse-signature'
import { AwsFault } from '@hostler/wire/aws-fault'
import type { ServiceModel } from '@hostler/wire/model/service-model'
import type { WireRequest } from '@hostler/wire/protocols/protocol'
import type { Authenticator, SignText } from '../identity/authenticator.ts'
import type { Caller } from '../identity/caller.ts'
import { globalServices } from './endpoints.ts'
import { type GatewayFailure, gatewayFault } from './faults.ts'

export interface VerificationParts {
  readonly authenticator: Authenticator
  readonly regions: ReadonlySet<string>
  readonly homeRegion: string
  readonly clockSkewSeconds: number
}

/** Who signed a request, and for which region. */
export interface VerifiedCaller {
  readonly caller: Caller
  readonly region: string
  /** Of S3's callers: the signature of the head, and what signs the pieces of a body that follow it. */
  readonly signature?: ParsedSignature
  readonly sign?: SignText
}

/** Verifies the signature; every way in which that fails is worded as the service's front end words it. */
export async function verifyCaller(
  request: WireRequest,
  model: ServiceModel,
  now: Date,
  parts: VerificationParts,
): Promise<VerifiedCaller> {
  const signature = parseSignature(request, { now, skewSeconds: parts.clockSkewSeconds })
  if (signature.failure) throw signatureFault(signature, model)
  const wrongScope = checkScope(signature, {
    service: model.signingName,
    acceptsRegion: region => parts.regions.has(region),
  })
  if (wrongScope) throw signatureFault(wrongScope, model)
  const identified = await parts.authenticator.identify(request, signature)
  if (identified.failure) {
    const { failure } = identified
    throw gatewayFault(identityFailures[failure.kind], model.protocol, 'message' in failure ? failure.message : '')
  }
  return {
    caller: identified.caller,
    region: globalServices.has(model.service) ? parts.homeRegion : signature.region,
    ...(identified.sign && { signature, sign: identified.sign }),
  }
}

const identityFailures = {
  unknown: 'unknown-credentials',
  expired: 'expired-session',
  'invalid-signature': 'wrong-signature',
} as const satisfies Record<string, GatewayFailure>

function signatureFault(failure: SignatureFailure, model: ServiceModel): AwsFault {
  const { code, status, message, detail } = gatewayFault(
    gatewayFailureOf(failure, model),
    model.protocol,
    failure.message,
  )
  return new AwsFault(code, status, message, { detail, ...(failure.members && { members: failure.members }) })
}

function gatewayFailureOf({ failure, skewed }: SignatureFailure, { protocol }: ServiceModel): GatewayFailure {
  // To S3 a presigned URL that is too old is a matter of permission.
  if (protocol === 'rest-xml' && failure === 'expired-or-skewed' && !skewed) return 'access-denied'
  switch (failure) {
    case 'missing':
      return 'no-authentication'
    case 'expired-or-skewed':
      return 'skewed'
    case 'invalid-signature':
    case 'wrong-scope':
      return 'wrong-signature'
    default:
      return 'malformed-signature'
  }
}
