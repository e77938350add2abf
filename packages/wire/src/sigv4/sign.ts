// Signs requests with an access key: in the header, or as a URL that carries its own proof.
import { hash } from 'node:crypto'
import { hmacSha256 } from './hmac-sha256.ts'
import { ALGORITHM } from './parsed-signature.ts'
import { formatAmzDate } from './signature-date.ts'
import { authorizationHeader, claimsFor, credentialOf, headersToSign, viewOf } from './signed-request.ts'
import type { SignableRequest, SigningScope } from './signed-request.ts'
import { signingKey } from './signing-key.ts'
import { signatureTexts, type SignatureClaims } from './string-to-sign.ts'
import { encodeBytes } from './uri-encoding.ts'

export type { SignableRequest, SigningScope }

export interface SigningCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

// The last is a proof over the Authorization header of an earlier attempt.
const REPLACED_HEADERS = [
  'authorization',
  'x-amz-date',
  'date',
  'x-amz-security-token',
  'ssm-asymmetrickeyauthorization',
]

/**
 * Signs all given headers and `Host`; returns all headers to send. For S3 it adds `X-Amz-Content-Sha256` unless given:
 * `UNSIGNED-PAYLOAD` there leaves the body out of the signature.
 */
export function signRequest(
  request: SignableRequest,
  credentials: SigningCredentials,
  scope: SigningScope,
): Record<string, string> {
  const headers = headersToSign(request, REPLACED_HEADERS)
  headers['X-Amz-Date'] = formatAmzDate(scope.now)
  if (credentials.sessionToken !== undefined) headers['X-Amz-Security-Token'] = credentials.sessionToken
  if (scope.service === 's3' && !Object.keys(headers).some(name => name.toLowerCase() === 'x-amz-content-sha256')) {
    headers['X-Amz-Content-Sha256'] = hash('sha256', request.body ?? '', 'hex')
  }
  const claims = claimsFor('header', credentials.accessKeyId, scope, headers)
  const { stringToSign } = signatureTexts(viewOf(request, headers), claims)
  return { ...headers, Authorization: authorizationHeader(claims, sign(stringToSign, credentials, claims)) }
}

/**
 * A URL that is valid for `expiresSeconds` (1 to 604800) without further headers than the given ones. Signed are the
 * given headers, `Host` and the body (for S3 not the body).
 */
export function presignUrl(
  request: SignableRequest,
  credentials: SigningCredentials,
  scope: SigningScope & { readonly expiresSeconds: number },
): URL {
  const headers = headersToSign(request, REPLACED_HEADERS)
  const claims = claimsFor('query', credentials.accessKeyId, scope, headers)
  const url = new URL(request.url)
  appendToQuery(url, {
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': credentialOf(claims),
    'X-Amz-Date': claims.amzDate,
    'X-Amz-Expires': String(scope.expiresSeconds),
    'X-Amz-SignedHeaders': claims.signedHeaders.join(';'),
    ...(credentials.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': credentials.sessionToken }),
  })
  const { stringToSign } = signatureTexts(viewOf({ ...request, url }, headers), claims)
  appendToQuery(url, { 'X-Amz-Signature': sign(stringToSign, credentials, claims) })
  return url
}

function sign(stringToSign: string, credentials: SigningCredentials, claims: SignatureClaims): string {
  const key = signingKey(credentials.secretAccessKey, claims.date, claims.region, claims.service)
  return hmacSha256(key, stringToSign, 'hex')
}

// By hand: URLSearchParams would spell a blank `+` and re-spell what the URL holds already.
function appendToQuery(url: URL, parameters: Readonly<Record<string, string>>): void {
  const added = Object.entries(parameters).map(([name, value]) => `${name}=${encodeBytes(value)}`)
  url.search = [url.search.slice(1), ...added].filter(part => part !== '').join('&')
}
