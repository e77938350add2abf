// Failures before any operation runs, in each protocol's own words: AWS names and numbers them
// differently per front end.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { ProtocolName } from '@hostler/wire/model/service-model'

export type GatewayFailure =
  | 'no-authentication'
  | 'unknown-credentials'
  | 'wrong-signature'
  | 'skewed'
  | 'malformed-signature'
  | 'expired-session'
  | 'access-denied'

/** On denied responses: what `hostler why` takes. AWS's clients ignore it. */
export const decisionIdHeader = 'x-hostler-decision-id'

/** Code, status, and a fixed message where the front end has one of its own. */
type Wording = readonly [code: string, status: number, message?: string]

const json: Record<GatewayFailure, Wording> = {
  'no-authentication': ['MissingAuthenticationTokenException', 400, 'Request is missing Authentication Token'],
  'unknown-credentials': ['UnrecognizedClientException', 400, 'The security token included in the request is invalid.'],
  'wrong-signature': ['InvalidSignatureException', 400],
  skewed: ['InvalidSignatureException', 400],
  'malformed-signature': ['IncompleteSignatureException', 400],
  'expired-session': ['ExpiredTokenException', 400, 'The security token included in the request is expired'],
  'access-denied': ['AccessDeniedException', 400],
}

const query: Record<GatewayFailure, Wording> = {
  'no-authentication': ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
  'unknown-credentials': ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.'],
  'wrong-signature': ['SignatureDoesNotMatch', 403],
  skewed: ['SignatureDoesNotMatch', 403],
  'malformed-signature': ['IncompleteSignature', 400],
  'expired-session': ['ExpiredToken', 403, 'The security token included in the request is expired'],
  'access-denied': ['AccessDenied', 403],
}

const notValidated = 'AWS was not able to validate the provided access credentials'

const ec2: Record<GatewayFailure, Wording> = {
  'no-authentication': ['MissingParameter', 400, 'The request must contain the parameter AWSAccessKeyId'],
  'unknown-credentials': ['AuthFailure', 401, notValidated],
  'wrong-signature': ['AuthFailure', 401, notValidated],
  skewed: ['RequestExpired', 400, 'Request has expired.'],
  'malformed-signature': ['AuthFailure', 401, notValidated],
  'expired-session': ['RequestExpired', 400, 'Request has expired.'],
  'access-denied': ['UnauthorizedOperation', 403],
}

const restJson: Record<GatewayFailure, Wording> = {
  'no-authentication': ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
  'unknown-credentials': ['UnrecognizedClientException', 403, 'The security token included in the request is invalid.'],
  'wrong-signature': ['InvalidSignatureException', 403],
  skewed: ['InvalidSignatureException', 403],
  'malformed-signature': ['IncompleteSignatureException', 403],
  'expired-session': ['ExpiredTokenException', 403, 'The security token included in the request is expired'],
  'access-denied': ['AccessDeniedException', 403],
}

const s3: Record<GatewayFailure, Wording> = {
  'no-authentication': ['AccessDenied', 403, 'Access Denied'],
  'unknown-credentials': [
    'InvalidAccessKeyId',
    403,
    'The AWS Access Key Id you provided does not exist in our records.',
  ],
  'wrong-signature': ['SignatureDoesNotMatch', 403],
  skewed: ['RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.'],
  'malformed-signature': ['AuthorizationHeaderMalformed', 400],
  'expired-session': ['ExpiredToken', 400, 'The provided token has expired.'],
  'access-denied': ['AccessDenied', 403],
}

const wordings: Record<ProtocolName, Record<GatewayFailure, Wording>> = {
  json,
  query,
  ec2,
  'rest-json': restJson,
  'rest-xml': s3,
}

/**
 * @param protocol of the service that was called
 * @param message AWS's sentence, used where the front end has no fixed one
 * @param told of a denial: under which id it is kept, and all about it as EC2 tells it
 */
export function gatewayFault(
  failure: GatewayFailure,
  protocol: ProtocolName,
  message = '',
  told: { readonly decisionId?: string | undefined; encode?(): string } = {},
): AwsFault {
  const [code, status, fixed] = wordings[protocol][failure]
  const isEc2Denial = protocol === 'ec2' && failure === 'access-denied'
  return new AwsFault(code, status, fixed ?? (isEc2Denial ? ec2Denial(message, told.encode?.()) : message), {
    detail: message,
    ...(told.decisionId !== undefined && { headers: { [decisionIdHeader]: told.decisionId } }),
  })
}

function ec2Denial(message: string, encoded: string | undefined): string {
  const more = encoded === undefined ? '' : `. Encoded authorization failure message: ${encoded}`
  return `You are not authorized to perform this operation. ${message}${more}`
}
