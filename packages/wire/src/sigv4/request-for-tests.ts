import type { WireRequest } from '../protocols/protocol.ts'

/** A request as the gateway would read it. `target` is the raw request target, `headers` name-value pairs in order. */
export function wireRequest(
  method: string,
  target: string,
  headers: ReadonlyArray<readonly [name: string, value: string]>,
  body: Buffer | string = '',
): WireRequest {
  const question = target.indexOf('?')
  const joined: Record<string, string> = {}
  for (const [name, value] of headers) {
    const lowerName = name.toLowerCase()
    joined[lowerName] = lowerName in joined ? `${joined[lowerName]},${value}` : value
  }
  return {
    method,
    path: question < 0 ? target : target.slice(0, question),
    query: question < 0 ? '' : target.slice(question + 1),
    headers: joined,
    rawHeaders: headers.flat(),
    body: Buffer.from(body),
  }
}

/** Characters as the bytes of their UTF-8 form, which is how node:http shows what arrived. */
export function asReceived(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
