import type { IncomingMessage } from 'node:http'
import { AwsFault } from '@hostler/wire/aws-fault'
import type { WireRequest } from '@hostler/wire/protocols/protocol'
import type { Exchange } from '../exchange.ts'

/** Reads the body under a limit. A body that is announced or found to be larger ends the call with 413. */
export async function receive(exchange: Exchange, bodyLimitBytes: number): Promise<void> {
  const { incoming } = exchange
  if (Number(incoming.headers['content-length'] ?? 0) > bodyLimitBytes) throw tooLarge(bodyLimitBytes)
  exchange.request = toWireRequest(incoming, await readBody(incoming, bodyLimitBytes))
}

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

function readBody(incoming: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    incoming.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length
      if (sizeBytes > limitBytes) {
        incoming.pause()
        reject(tooLarge(limitBytes))
      } else chunks.push(chunk)
    })
    incoming.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    incoming.on('error', reject)
    incoming.on('close', () => {
      if (!incoming.complete) reject(new Error('the caller hung up before the request was whole'))
    })
  })
}

function tooLarge(limitBytes: number): AwsFault {
  return new AwsFault('RequestEntityTooLargeException', 413, `Request body is larger than ${limitBytes} bytes.`)
}
