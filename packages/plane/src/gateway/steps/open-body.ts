import { checkedBody, streamedMember } from '../streamed-body.ts'
import type { Exchange } from '../exchange.ts'
import type { ReceiveParts } from './receive.ts'

/**
 * S3 signs what a request says of its body; here that is held against the body. A document is checked now, an object as
 * it passes: who reads it learns at its end, and must throw away what it has.
 */
export async function openBody(exchange: Exchange, parts: ReceiveParts): Promise<void> {
  if (exchange.model!.protocol !== 'rest-xml') return
  const member = streamedMember(exchange.bound!)
  const { bytes, trailers } = checkedBody(exchange, member !== undefined, parts.requestTimeoutMs)
  if (member === undefined) {
    for await (const _ of bytes);
    return
  }
  exchange.input[member] = bytes
  exchange.trailers = trailers
}
