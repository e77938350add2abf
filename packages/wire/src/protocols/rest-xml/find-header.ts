import type { WireRequest } from '../protocol.ts'

/**
 * A header of a request to S3, by its name in lower case. Whoever presigns a URL moves `x-amz-…` headers into the
 * query, where the signature covers them; S3 takes them from there.
 */
export function findHeader(
  headers: WireRequest['headers'],
  query: ReadonlyMap<string, string>,
  name: string,
): string | undefined {
  return headers[name] ?? (name.startsWith('x-amz-') ? query.get(name) : undefined)
}
