// What signing for users and for registered hosts have in common: a request, its claims, the texts to sign.
import type { SignedView } from './canonical-request.ts'
import { ALGORITHM, SCOPE_TERMINATOR } from './parsed-signature.ts'
import { formatAmzDate } from './signature-date.ts'
import type { SignatureClaims } from './string-to-sign.ts'

/** A request to sign. What goes over the wire must be exactly `url.pathname + url.search`. */
export interface SignableRequest {
  readonly method: string
  readonly url: URL
  /** Values hold bytes (latin1), as node:http sends them. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | string
}

/** Whom a signature is for, and when it is made. */
export interface SigningScope {
  readonly region: string
  readonly service: string
  readonly now: Date
}

/** `headers` without the named ones, in any spelling, and with `Host` if it is not among them. */
export function headersToSign(request: SignableRequest, except: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  let hasHost = false
  for (const [name, value] of Object.entries(request.headers)) {
    const lowerName = name.toLowerCase()
    if (lowerName === 'host') hasHost = true
    if (!except.includes(lowerName)) headers[name] = value
  }
  return hasHost ? headers : { Host: request.url.host, ...headers }
}

/** The request as its receiver will see it. */
export function viewOf(request: SignableRequest, headers: Readonly<Record<string, string>>): SignedView {
  return {
    method: request.method,
    path: request.url.pathname,
    query: request.url.search.slice(1),
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(request.body ?? ''),
  }
}

/** Claims over all of `headers` but those in `unsigned` (lower-case). */
export function claimsFor(
  form: 'header' | 'query',
  accessKeyId: string,
  scope: SigningScope,
  headers: Readonly<Record<string, string>>,
  unsigned: readonly string[] = [],
): SignatureClaims {
  const names = new Set(Object.keys(headers).map(name => name.toLowerCase()))
  for (const name of unsigned) names.delete(name)
  const amzDate = formatAmzDate(scope.now)
  return {
    form,
    accessKeyId,
    date: amzDate.slice(0, 8),
    region: scope.region,
    service: scope.service,
    terminator: SCOPE_TERMINATOR,
    signedHeaders: [...names].sort(),
    amzDate,
  }
}

export function credentialOf(claims: SignatureClaims): string {
  return `${claims.accessKeyId}/${claims.date}/${claims.region}/${claims.service}/${claims.terminator}`
}

export function authorizationHeader(claims: SignatureClaims, signature: string): string {
  const signedHeaders = claims.signedHeaders.join(';')
  return `${ALGORITHM} Credential=${credentialOf(claims)}, SignedHeaders=${signedHeaders}, Signature=${signature}`
}
