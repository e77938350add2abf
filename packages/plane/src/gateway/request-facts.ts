import type { RequestFacts } from '../access/request-context.ts'
import type { Exchange } from './exchange.ts'

/** What policies may ask of the request itself. No header is trusted for the source address. */
export function requestFacts(exchange: Exchange): RequestFacts {
  return {
    origin: { requestId: exchange.requestId, operation: `${exchange.model!.signingName}:${exchange.operation!.name}` },
    now: exchange.now,
    region: exchange.call!.region,
    secure: exchange.secure,
    userAgent: exchange.request.headers['user-agent'],
    sourceIp: plainAddress(exchange.incoming.socket.remoteAddress),
  }
}

/** A dual-stack socket shows an IPv4 peer as `::ffff:a.b.c.d`; policies speak of `a.b.c.d`. */
export function plainAddress(address: string | undefined): string | undefined {
  return address?.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}
