import type { Exchange } from '../exchange.ts'
import { streamedMember } from '../streamed-body.ts'
import { type ReceiveParts, wholeBody } from './receive.ts'

/** Reads the body of an operation of S3 that takes a document, not an object. */
export async function receiveRest(exchange: Exchange, parts: ReceiveParts): Promise<void> {
  if (exchange.model!.protocol !== 'rest-xml' || streamedMember(exchange.bound!) !== undefined) return
  exchange.request = { ...exchange.request, body: await wholeBody(exchange, parts) }
}
