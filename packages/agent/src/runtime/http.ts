// One HTTP exchange per connection: no pool, no redirects, bounded time and size. It knows no service.
import http from 'node:http'
import https from 'node:https'
import { gunzipSync } from 'node:zlib'
import type { TrustRoots } from './trust-roots.ts'

export type HttpRequest = {
  method: string
  url: URL
  /** Sent in this order and spelling. */
  headers: Record<string, string>
  body?: string | Buffer
  timeoutMs: number
}
export type HttpResponse = { status: number; headers: http.IncomingHttpHeaders; body: string }

/** Rejects on network and TLS errors, on timeout (`HttpTimeout`) and with the signal's reason on abort. */
export type HttpTransport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>

export class HttpTimeout extends Error {
  constructor(request: HttpRequest) {
    super(`no complete answer from ${request.url.host} within ${request.timeoutMs / 1000} s`)
    this.name = 'HttpTimeout'
  }
}

const LARGEST_BODY_BYTES = 8 * 1024 * 1024

async function readBody(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > LARGEST_BODY_BYTES) throw new Error(`the answer is larger than ${LARGEST_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  const zipped = response.headers['content-encoding'] === 'gzip'
  return (zipped ? gunzipSync(body, { maxOutputLength: LARGEST_BODY_BYTES }) : body).toString('utf8')
}

function exchange(request: HttpRequest, trust: TrustRoots, signal: AbortSignal): Promise<HttpResponse> {
  const { method, url, headers, body } = request
  return new Promise((resolve, reject) => {
    const options = { method, headers, signal, agent: false as const }
    const client =
      url.protocol === 'https:'
        ? https.request(url, Object.assign(options, { secureContext: trust.secureContext() }))
        : http.request(url, options)
    client.on('error', reject)
    client.on('response', response => {
      readBody(response).then(
        text => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        (error: unknown) => {
          client.destroy()
          reject(error instanceof Error ? error : new Error(String(error)))
        },
      )
    })
    client.end(body)
  })
}

/** The transport over node:http and node:https with the given trust. */
export function nodeTransport(trust: TrustRoots): HttpTransport {
  return async (request, signal) => {
    signal.throwIfAborted()
    const timeout = AbortSignal.timeout(request.timeoutMs)
    try {
      return await exchange(request, trust, AbortSignal.any([signal, timeout]))
    } catch (error) {
      signal.throwIfAborted()
      throw timeout.aborted ? new HttpTimeout(request) : error
    }
  }
}
