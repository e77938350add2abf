// Where an account wants copies of its records: `BUCKET` or `BUCKET/PREFIX`, and what they are called there.
import type { SessionRecord } from './session-record.ts'

export interface RecordDestination {
  readonly bucket: string
  /** Without slashes at its ends; empty for none. */
  readonly prefix: string
}

/** The setting that says where copies go. */
export const recordDestinationSetting = '/hostler/session-records/s3-destination'

/** Leaves room in a key for what follows it. */
const prefixBytesMax = 512
const form = /^[a-z0-9.-]{3,63}(?:\/\P{Cc}*)?$/u

/** @returns undefined for what names no bucket; whether there is such a bucket is not looked at */
export function parseDestination(value: string): RecordDestination | undefined {
  if (!form.test(value) || !value.isWellFormed()) return undefined
  const [bucket = ''] = value.split('/', 1)
  const prefix = value.slice(bucket.length + 1).replace(/\/$/, '')
  const isClean = !prefix.startsWith('/') && !prefix.endsWith('/') && Buffer.byteLength(prefix) <= prefixBytesMax
  return isClean ? { bucket, prefix } : undefined
}

/** `PREFIX/ACCOUNT/REGION/YYYY/MM/DD/SESSION.record`, by the day (UTC) on which the session began. */
export function recordKeyAt(
  { prefix }: RecordDestination,
  record: Pick<SessionRecord, 'accountId' | 'region' | 'startedAt' | 'id'>,
): string {
  const day = record.startedAt.toISOString().slice(0, 10).replaceAll('-', '/')
  return within(prefix, `${record.accountId}/${record.region}/${day}/${record.id}.record`)
}

/** Of the public key that all records of a plane are verified with. */
export function publicKeyAt({ prefix }: RecordDestination): string {
  return within(prefix, 'hostler-record-key.pem')
}

function within(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}/${name}`
}
