// Turns a request into one the services accept: SigV4, and header order and spelling as the stock agent sends them.
import { signRequest } from '@hostler/wire/sigv4/sign'
import type { Credentials } from '../credentials/credentials.ts'
import type { HttpRequest } from '../runtime/http.ts'
import { USER_AGENT } from '../version.ts'

export type SigningScope = { service: string; region: string; now: Date }

const WIRE_ORDER = [
  'Host',
  'User-Agent',
  'Content-Length',
  'Authorization',
  'Content-Type',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Target',
  'Accept-Encoding',
]

/**
 * All headers of a signed request. What is in `headers` is signed, together with host, date and session token;
 * `unsigned` ones and the user agent are not.
 */
export function signedHeaders(
  request: { method: string; url: URL; headers: Record<string, string>; body?: string },
  credentials: Credentials,
  scope: SigningScope,
  unsigned: Record<string, string> = {},
): Record<string, string> {
  const signed = signRequest(request, credentials, scope)
  const byName = new Map<string, string>([
    ['user-agent', USER_AGENT],
    ['host', request.url.host],
  ])
  for (const [name, value] of Object.entries({ ...unsigned, ...signed })) byName.set(name.toLowerCase(), value)
  const ordered: Record<string, string> = {}
  for (const name of WIRE_ORDER) {
    const value = byName.get(name.toLowerCase())
    if (value !== undefined) ordered[name] = value
  }
  return ordered
}

/** A POST of JSON to one of the JSON 1.1 services. `prove` makes a second proof over the Authorization header. */
export function jsonRequest(
  call: { url: URL; target: string; body: string; timeoutMs: number; prove?: (authorization: string) => string },
  credentials: Credentials,
  scope: SigningScope,
): HttpRequest {
  const { url, target, body, timeoutMs, prove } = call
  const headers = signedHeaders(
    {
      method: 'POST',
      url,
      headers: {
        'content-length': String(Buffer.byteLength(body)),
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
      },
      body,
    },
    credentials,
    scope,
  )
  const proof = prove && { 'SSM-AsymmetricKeyAuthorization': prove(headers['Authorization'] ?? '') }
  return { method: 'POST', url, headers: { ...headers, ...proof, 'Accept-Encoding': 'gzip' }, body, timeoutMs }
}
