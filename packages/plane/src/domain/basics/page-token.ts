import { DomainError } from './errors.ts'

const mark = 'h1.'

/** An opaque token for the page after `sortKey`. */
export function toPageToken(sortKey: string): string {
  return Buffer.from(mark + sortKey).toString('base64url')
}

/**
 * The sort key that a page token carries; throws `page-token.invalid` for anything that is none. No key has a NUL, which
 * PostgreSQL would not even compare.
 */
export function parsePageToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString()
  if (!text.startsWith(mark) || text.includes('\0')) throw new DomainError('page-token', 'invalid', token)
  return text.slice(mark.length)
}
