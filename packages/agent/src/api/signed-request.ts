// Turns a request into one the services accept: SigV4, and header order and spelling as the stock agent sends them.
import { signNodeRequest, type NodeCredentials } from '@hostler/wire/sigv4/node-rsa'
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

/** A request of S3, whose bodies are signed as they are and whose answers are XML. `body` for methods that carry one. */
export type S3Call = {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  url: URL
  headers: Record<string, string>
  body?: Buffer
  timeoutMs: number
}

/** Signed with temporary credentials: all its headers, the digest of its body among them. */
export function s3Request(call: S3Call, credentials: Credentials, scope: Omit<SigningScope, 'service'>): HttpRequest {
  const length = call.body && { 'Content-Length': String(call.body.length) }
  const signable = { ...call, headers: { ...length, ...call.headers } }
  const signed = signRequest(signable, credentials, { ...scope, service: 's3' })
  return { ...call, headers: { ...signed, 'User-Agent': USER_AGENT, 'Accept-Encoding': 'gzip' } }
}

/** A POST of JSON to one of the JSON 1.1 services, before anyone signed it. */
export type JsonCall = { url: URL; target: string; body: string; timeoutMs: number }

const JSON_TYPE = 'application/x-amz-json-1.1'

function post({ url, body, timeoutMs }: JsonCall, headers: Record<string, string>): HttpRequest {
  return { method: 'POST', url, headers: { ...headers, 'Accept-Encoding': 'gzip' }, body, timeoutMs }
}

/** Signed with temporary credentials. `prove` makes a second proof over the Authorization header. */
export function jsonRequest(
  call: JsonCall & { prove?: (authorization: string) => string },
  credentials: Credentials,
  scope: SigningScope,
): HttpRequest {
  const { url, target, body, prove } = call
  const length = String(Buffer.byteLength(body))
  const named = { 'content-length': length, 'content-type': JSON_TYPE, 'x-amz-target': target }
  const headers = signedHeaders({ method: 'POST', url, headers: named, body }, credentials, scope)
  const proof = prove && { 'SSM-AsymmetricKeyAuthorization': prove(headers['Authorization'] ?? '') }
  return post(call, { ...headers, ...proof })
}

/**
 * Signed with the private key of a hybrid host, in whose name it goes. Its length is not announced: the stock agent's
 * signer leaves that header out, so the body travels in chunks.
 */
export function nodeRequest(call: JsonCall, node: NodeCredentials, scope: SigningScope): HttpRequest {
  const { url, target, body } = call
  const named = { 'content-type': JSON_TYPE, host: url.host, 'x-amz-target': target }
  const signed = signNodeRequest({ method: 'POST', url, headers: named, body }, node, scope)
  return post(call, {
    Host: url.host,
    'User-Agent': USER_AGENT,
    'Transfer-Encoding': 'chunked',
    Authorization: signed['Authorization'] ?? '',
    'Content-Type': JSON_TYPE,
    'X-Amz-Content-Sha256': signed['X-Amz-Content-Sha256'] ?? '',
    'X-Amz-Date': signed['X-Amz-Date'] ?? '',
    'X-Amz-Target': target,
  })
}

/** In nobody's name: how a host that is not known yet registers. */
export function unsignedRequest(call: JsonCall): HttpRequest {
  return post(call, {
    Host: call.url.host,
    'User-Agent': USER_AGENT,
    'Content-Length': String(Buffer.byteLength(call.body)),
    'Content-Type': JSON_TYPE,
    'X-Amz-Target': call.target,
  })
}
