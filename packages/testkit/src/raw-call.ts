// Calls made of bytes, for what SDK clients cannot say: agent-only operations, wrong signatures, odd headers.
import { request } from 'node:http'
import { signRequest } from '@hostler/wire/sigv4/sign'
import type { TestCredentials } from './test-clients.ts'

export interface RawReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The parsed body; throws when it is no JSON. */
  json(): Record<string, unknown>
}

export interface RawCall {
  readonly method?: string
  /** Path and query. */
  readonly target?: string
  /** As they go over the wire: an array repeats a header. */
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

/** Sends exactly this and returns whatever comes back. */
export function rawCall(endpoint: string, { method = 'POST', target = '/', headers = {}, body = '' }: RawCall) {
  return new Promise<RawReply>((resolve, reject) => {
    const outgoing = request(new URL(endpoint), { method, path: target, headers, agent: false }, incoming => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const status = incoming.statusCode ?? 0
        resolve({ status, headers: incoming.headers, text, json: () => JSON.parse(text) as Record<string, unknown> })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

export interface SignedCall extends RawCall {
  readonly credentials: TestCredentials
  readonly region: string
  /** In the credential scope. */
  readonly service: string
  readonly now: Date
}

/** Signs the call as an SDK would, then sends it. */
export function signedCall(endpoint: string, call: SignedCall): Promise<RawReply> {
  return rawCall(endpoint, { ...call, headers: signedHeaders(endpoint, call) })
}

/** The headers that {@link signedCall} would send. */
export function signedHeaders(endpoint: string, call: SignedCall): Record<string, string> {
  const { method = 'POST', target = '/', headers = {}, body = '', credentials, region, service, now } = call
  const url = new URL(endpoint + target)
  const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return signRequest({ method, url, headers: single, body }, credentials, { region, service, now })
}

/** A signed call of a JSON 1.1 operation, e.g. `AmazonSSM.RegisterManagedInstance`. */
export function jsonCall(
  endpoint: string,
  target: string,
  input: unknown,
  signing: Pick<SignedCall, 'credentials' | 'region' | 'service' | 'now'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawReply> {
  return signedCall(endpoint, {
    ...signing,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers },
    body: JSON.stringify(input),
  })
}
