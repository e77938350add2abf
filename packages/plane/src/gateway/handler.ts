// The HTTP edge: makes an exchange of each request, walks it through the chain and sends the reply.
// Knows no service.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '../domain/basics/clock.ts'
import type { Log } from '../observability/log.ts'
import { chain, type GatewayParts } from './chain.ts'
import { Exchange } from './exchange.ts'
import { type FinishedCall, finishedCall } from './finished-call.ts'
import type { Proxies } from './peer.ts'
import { replyFault } from './steps/reply.ts'

export interface HandlerParts extends GatewayParts {
  readonly clock: Clock
  readonly log: Log
  readonly proxies: Proxies
  /** Hears of every call before it is answered. What it throws becomes the answer, though the call is done. */
  callOver(call: FinishedCall): Promise<void> | undefined
  /** Aborts when the plane shuts down: long polls end. */
  readonly shutdown: AbortSignal
}

/** The listener of both ports. @param secure whether it serves HTTPS */
export function createHandler(parts: HandlerParts, secure: boolean): RequestListener {
  return (incoming, outgoing) => {
    handle(incoming, outgoing, parts, secure).catch((error: unknown) => {
      // Not even a refusal could be sent. One call must never end the plane.
      parts.log.error({ err: error }, 'a call was left without a reply')
      outgoing.destroy()
    })
  }
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  parts: HandlerParts,
  secure: boolean,
): Promise<void> {
  const exchange = new Exchange(incoming, outgoing, {
    now: parts.clock.now(),
    peer: parts.proxies.peerOf(incoming, secure),
    shutdown: parts.shutdown,
  })
  try {
    await walk(exchange, parts)
  } catch (error) {
    if (outgoing.destroyed) return
    replyFault(exchange, error, parts.log)
  }
  const sending = send(exchange, outgoing)
  if (sending) await sending
}

/** Through the chain, and to whoever hears of calls that are over. */
async function walk(exchange: Exchange, parts: HandlerParts): Promise<void> {
  let failure: unknown
  try {
    for (const step of chain) {
      const pending = step(exchange, parts)
      if (pending) await pending
    }
  } catch (error) {
    failure = error
  }
  const telling = parts.callOver(finishedCall(exchange, failure))
  if (telling) await telling
  if (failure !== undefined) throw failure
}

function send(exchange: Exchange, outgoing: ServerResponse): Promise<void> | undefined {
  const { reply, request, incoming } = exchange
  const { status, headers, body, stream } = reply!
  if (stream) return sendStream(exchange, stream, outgoing)
  const isHead = request.method === 'HEAD'
  // What a HEAD answers tells the length of what a GET would.
  if (!isHead || headers['content-length'] === undefined) headers['content-length'] = String(Buffer.byteLength(body))
  // A body that was not read to its end leaves the connection unusable for another request.
  if (!incoming.complete) headers['connection'] = 'close'
  outgoing.writeHead(status, headers)
  // Text stays text: node:http then sends head and body in one write.
  outgoing.end(isHead ? undefined : body)
  return undefined
}

/** At the pace of the caller. What goes wrong on the way can only be told by ending the connection too early. */
async function sendStream(
  { reply }: Exchange,
  stream: AsyncIterable<Uint8Array>,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.writeHead(reply!.status, reply!.headers)
  await pipeline(stream, outgoing)
}
