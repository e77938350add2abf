// Finds the parts of a signature in a request, in the header form or in the query form. Judges none of them.
import type { WireRequest } from '../protocols/protocol.ts'
import { amzDateFromHttpDate } from './signature-date.ts'
import { decodeQueryBytes } from './uri-encoding.ts'

/** The texts of a signature as sent; an absent part is the empty string. */
export interface SignatureClaim {
  readonly form: 'header' | 'query'
  readonly algorithm: string
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  /** ISO-8601 basic if the request had any usable date. */
  readonly amzDate: string
  readonly sessionToken: string | undefined
  readonly expires: string | undefined
  /** With what AWS ends its complaints about the form. */
  readonly hint: string
}

/** Reads `Authorization: <algorithm> Credential=…, SignedHeaders=…, Signature=…`. Parts may come in any order. */
export function claimInHeader(request: WireRequest, authorization: string): SignatureClaim {
  const { headers } = request
  const parts = authorization.split(/[, \t]+/)
  return {
    form: 'header',
    algorithm: parts[0] ?? '',
    credential: valueOf(parts, 'Credential='),
    signedHeaders: valueOf(parts, 'SignedHeaders='),
    signature: valueOf(parts, 'Signature='),
    amzDate: headers['x-amz-date'] || amzDateFromHttpDate(headers['date'] ?? ''),
    sessionToken: headers['x-amz-security-token'],
    expires: undefined,
    hint: `Authorization=${authorization}`,
  }
}

function valueOf(parts: readonly string[], prefix: string): string {
  for (const part of parts) if (part.startsWith(prefix)) return part.slice(prefix.length)
  return ''
}

/** The `X-Amz-…` parameters of a presigned request, decoded. Of a repeated one the first counts. */
export function amzParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const part of query.split('&')) {
    const equals = part.indexOf('=')
    const name = decodeQueryBytes(equals < 0 ? part : part.slice(0, equals))
    if (!name.startsWith('X-Amz-') || parameters.has(name)) continue
    parameters.set(name, equals < 0 ? '' : decodeQueryBytes(part.slice(equals + 1)))
  }
  return parameters
}

export function claimInQuery(parameters: ReadonlyMap<string, string>): SignatureClaim {
  return {
    form: 'query',
    algorithm: parameters.get('X-Amz-Algorithm') ?? '',
    credential: parameters.get('X-Amz-Credential') ?? '',
    signedHeaders: parameters.get('X-Amz-SignedHeaders') ?? '',
    signature: parameters.get('X-Amz-Signature') ?? '',
    amzDate: parameters.get('X-Amz-Date') ?? '',
    sessionToken: parameters.get('X-Amz-Security-Token'),
    expires: parameters.get('X-Amz-Expires'),
    hint: 'Re-examine the query-string parameters.',
  }
}
