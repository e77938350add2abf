import type { IncomingMessage } from 'node:http'
import type { WireRequest } from '@hostler/wire/protocols/protocol'
import { bodyLimitOf, isForObjectStore } from '../endpoints.ts'
import type { Exchange } from '../exchange.ts'
import { readBody } from '../read-body.ts'

export interface ReceiveParts {
  readonly bodyLimitBytes: number
  /** A whole body must have come within this time; a streamed one must not pause for longer. */
  readonly requestTimeoutMs: number
  /** The bucket that a Host header names, in S3's virtual-hosted style. */
  bucketOf(host: string | undefined): string | undefined
}

/** Reads the body under a limit, unless it may be an object of any length: which operation it is for tells its head. */
export async function receive(exchange: Exchange, parts: ReceiveParts): Promise<void> {
  const head = toWireRequest(exchange.incoming, nothing)
  exchange.request = head
  if (isForObjectStore(head)) {
    const bucket = parts.bucketOf(head.headers.host)
    if (bucket !== undefined) exchange.request = { ...head, bucket }
    return
  }
  exchange.request = { ...head, body: await wholeBody(exchange, parts) }
}

export function wholeBody(exchange: Exchange, { bodyLimitBytes, requestTimeoutMs }: ReceiveParts): Promise<Buffer> {
  const limitBytes = bodyLimitOf(exchange.incoming.headers, bodyLimitBytes)
  return readBody(exchange, { limitBytes, timeoutMs: requestTimeoutMs })
}

const nothing = Buffer.alloc(0)

/** The request as protocols and signatures see it: raw target, raw headers. */
export function toWireRequest(incoming: IncomingMessage, body: Buffer): WireRequest {
  const target = incoming.url ?? '/'
  const mark = target.indexOf('?')
  return {
    method: incoming.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? '' : target.slice(mark + 1),
    headers: incoming.headers as WireRequest['headers'],
    rawHeaders: incoming.rawHeaders,
    body,
  }
}
