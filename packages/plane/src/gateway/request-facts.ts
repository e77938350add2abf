import type { RequestFacts } from '../access/request-context.ts'
import type { Exchange } from './exchange.ts'

/** What policies may ask of the request itself. */
export function requestFacts(exchange: Exchange): RequestFacts {
  return {
    origin: { requestId: exchange.requestId, operation: `${exchange.model!.signingName}:${exchange.operation!.name}` },
    now: exchange.now,
    region: exchange.call!.region,
    secure: exchange.peer.secure,
    userAgent: exchange.request.headers['user-agent'],
    sourceIp: exchange.peer.address,
  }
}
