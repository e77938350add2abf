import { isIP } from 'node:net'
import { encodeBytes } from '@hostler/wire/sigv4/uri-encoding'

const LABELS = /^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/

/**
 * Where a bucket, or an object in it, is. The bucket goes into the host's name, except where that could not be one:
 * before an address, for names that are no host names, and for dots, which no certificate covers.
 */
export function bucketUrl(endpoint: URL, bucket: string, key = ''): URL {
  const url = new URL(endpoint)
  const { hostname } = url
  const isNamed = hostname !== 'localhost' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0
  const fits = LABELS.test(bucket) && !bucket.includes('..') && (url.protocol === 'http:' || !bucket.includes('.'))
  if (isNamed && fits) url.hostname = `${bucket}.${hostname}`
  else url.pathname += `${encodePath(bucket)}${key === '' ? '' : '/'}`
  if (key !== '') url.pathname += key.split('/').map(encodePath).join('/')
  return url
}

/** One segment of a path, as S3's signatures want it: encoded once. */
export function encodePath(text: string): string {
  return encodeBytes(Buffer.from(text).toString('latin1'))
}
