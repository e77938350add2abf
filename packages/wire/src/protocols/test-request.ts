import { loadModel } from '../model/load-model.ts'
import { protocolFor } from './index.ts'
import type { BoundOperation, WireRequest } from './protocol.ts'

/** For tests: an operation bound to its table. */
export function bind(service: string, name: string): BoundOperation {
  const model = loadModel(service)
  return { name, model, operation: model.operations[name]! }
}

/** For tests: a request with nothing in it but what is given. */
export function request(parts: Partial<Omit<WireRequest, 'body'>> & { readonly body?: string | Buffer }): WireRequest {
  return {
    method: 'POST',
    path: '/',
    query: '',
    headers: {},
    rawHeaders: [],
    ...parts,
    body: Buffer.isBuffer(parts.body) ? parts.body : Buffer.from(parts.body ?? ''),
  }
}

/** For tests: a form request of the query protocols. */
export function form(body: string): WireRequest {
  return request({ headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body })
}

/** For tests: reads a request as the operation's service does. */
export function read(service: string, name: string, from: WireRequest): Record<string, unknown> {
  const bound = bind(service, name)
  return protocolFor(bound.model).readInput(bound, from)
}
