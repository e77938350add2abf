import type { WireRequest } from '../protocol.ts'
import { queryOf } from './request-target.ts'

/**
 * The headers of a request to S3, lower case. Whoever presigns a URL moves `x-amz-…` headers into the query, where the
 * signature covers them too: S3 takes them from there. It leaves checksums: clients that presign have seen no body, and
 * sum up nothing.
 */
export function headersOf(request: WireRequest): WireRequest['headers'] {
  if (!request.query.includes('x-amz-')) return request.headers
  const moved = [...queryOf(request)].filter(([name]) => name.startsWith('x-amz-') && !name.includes('checksum'))
  return { ...Object.fromEntries(moved), ...request.headers }
}
