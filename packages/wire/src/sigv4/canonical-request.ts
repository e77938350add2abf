// The canonical request of SigV4: one text for all spellings of a request that intermediaries may choose between.
// Works on the raw bytes (as latin1 characters) and never throws. Knows no keys and no dates.
import type { WireRequest } from '../protocols/protocol.ts'
import { encodeBytes, recodeBytes, recodeQueryBytes } from './uri-encoding.ts'

/** The part of a request that a signature covers. */
export type SignedView = Pick<WireRequest, 'method' | 'path' | 'query' | 'rawHeaders' | 'body'>

/** Builds the canonical request. `signedHeaders` are lower-case and sorted; `payloadHash` is hex or S3's literal. */
export function canonicalRequest(
  request: SignedView,
  signature: { form: 'header' | 'query'; service: string; signedHeaders: readonly string[] },
  payloadHash: string,
): string {
  const { signedHeaders } = signature
  const path = canonicalPath(request.path, signature.service === 's3')
  const query = canonicalQuery(request.query, signature.form === 'query')
  const headers = canonicalHeaders(request.rawHeaders, signedHeaders)
  return `${request.method}\n${path}\n${query}\n${headers}\n${signedHeaders.join(';')}\n${payloadHash}`
}

const PLAIN_PATH = /^(?:\/[A-Za-z0-9\-_~][A-Za-z0-9\-._~]*)+$/

/** S3 keeps the path as it is; every other service normalises it and encodes what is already encoded once more. */
export function canonicalPath(path: string, isS3: boolean): string {
  if (path === '/' || path === '') return '/'
  if (PLAIN_PATH.test(path)) return path
  if (isS3) return path.split('/').map(recodeBytes).join('/')
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(encodeBytes(segment))
  }
  const joined = segments.join('/')
  return `${path.startsWith('/') ? '/' : ''}${joined}${joined !== '' && path.endsWith('/') ? '/' : ''}`
}

/** Each key and value in its one spelling, sorted by key, then value; `X-Amz-Signature` cannot sign itself. */
export function canonicalQuery(query: string, omitSignature: boolean): string {
  if (query === '') return ''
  const pairs: Array<readonly [key: string, value: string]> = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const key = recodeQueryBytes(equals < 0 ? part : part.slice(0, equals))
    if (omitSignature && key === 'X-Amz-Signature') continue
    pairs.push([key, equals < 0 ? '' : recodeQueryBytes(part.slice(equals + 1))])
  }
  if (pairs.length > 1) pairs.sort(([keyA, valueA], [keyB, valueB]) => order(keyA, keyB) || order(valueA, valueB))
  return pairs.map(([key, value]) => `${key}=${value}`).join('&')
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * One line per signed header. A signed header that did not arrive gives no line, so that a header signed as empty
 * cannot be removed on the way.
 */
export function canonicalHeaders(rawHeaders: readonly string[], signedHeaders: readonly string[]): string {
  let lines = ''
  for (const name of signedHeaders) {
    const value = canonicalHeaderValue(rawHeaders, name)
    if (value !== undefined) lines += `${name}:${value}\n`
  }
  return lines
}

// A retry of the stock agent sends this header once more on top of the ones of its earlier attempts, and signs only
// those: the first occurrence is the proof over the finished Authorization header and cannot be part of it.
const ADDED_AFTER_SIGNING = 'ssm-asymmetrickeyauthorization'

function canonicalHeaderValue(rawHeaders: readonly string[], name: string): string | undefined {
  let value: string | undefined
  let skip = name === ADDED_AFTER_SIGNING
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const rawName = rawHeaders[index]!
    if (rawName.length !== name.length || rawName.toLowerCase() !== name) continue
    if (skip) {
      skip = false
      continue
    }
    const next = collapseBlanks(rawHeaders[index + 1]!)
    value = value === undefined ? next : `${value},${next}`
  }
  return value
}

function collapseBlanks(value: string): string {
  if (value.includes('  ') || value.includes('\t')) value = value.replace(/[ \t]+/g, ' ')
  const from = value.startsWith(' ') ? 1 : 0
  const to = value.endsWith(' ') ? value.length - 1 : value.length
  return from === 0 && to === value.length ? value : value.slice(from, to)
}
