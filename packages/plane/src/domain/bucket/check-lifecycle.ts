import { DomainError } from '../basics/errors.ts'
import type { Expiration, LifecycleFilter, LifecycleRule, NoncurrentExpiration } from './lifecycle-rule.ts'

/** What is wrong with rules; the id of a `lifecycle.invalid`. */
export type LifecycleFault =
  | 'no-rules'
  | 'too-many-rules'
  | 'id-too-long'
  | 'id-twice'
  | 'no-action'
  | 'prefix-too-long'
  | 'one-condition-in-and'
  | 'size-invalid'
  | 'size-range-empty'
  | 'expiration-members'
  | 'expiration-days'
  | 'expiration-date-not-midnight'
  | 'delete-markers-with-tags'
  | 'noncurrent-days'
  | 'newer-noncurrent-versions'
  | 'abort-days'
  | 'abort-with-tags-or-sizes'

const rulesMax = 1_000
const idLengthMax = 255
const prefixBytesMax = 1_024
const newerKeptMax = 100
const daysMax = 2_147_483_647
const dayMs = 24 * 3_600_000

/** Throws `lifecycle.invalid` with a {@link LifecycleFault}. */
export function checkLifecycle(rules: readonly LifecycleRule[]): void {
  require(rules.length > 0, 'no-rules')
  require(rules.length <= rulesMax, 'too-many-rules')
  require(new Set(rules.map(({ id }) => id)).size === rules.length, 'id-twice')
  for (const rule of rules) checkRule(rule)
}

function checkRule({ id, filter, expiration, noncurrentExpiration, abortUploadsAfterDays: abortDays }: LifecycleRule) {
  require(id.length <= idLengthMax, 'id-too-long')
  require(Boolean(expiration) || Boolean(noncurrentExpiration) || abortDays !== undefined, 'no-action')
  checkFilter(filter)
  if (expiration) checkExpiration(expiration, filter)
  if (noncurrentExpiration) checkNoncurrent(noncurrentExpiration)
  if (abortDays === undefined) return
  require(areDays(abortDays), 'abort-days')
  // Uploads have neither yet.
  require(filter.tags.size === 0 && !hasSizes(filter), 'abort-with-tags-or-sizes')
}

function checkFilter(filter: LifecycleFilter): void {
  const { form, prefix, tags, sizeGreaterThanBytes: greater, sizeLessThanBytes: less } = filter
  require(Buffer.byteLength(prefix ?? '') <= prefixBytesMax, 'prefix-too-long')
  require(isSize(greater, 0) && isSize(less, 1), 'size-invalid')
  require(greater === undefined || less === undefined || greater + 1 < less, 'size-range-empty')
  const conditions = [prefix, greater, less].filter(each => each !== undefined).length + tags.size
  require(form !== 'and' || conditions > 1, 'one-condition-in-and')
}

function checkExpiration({ days, date, expiredDeleteMarkers }: Expiration, filter: LifecycleFilter): void {
  const given = [days, date, expiredDeleteMarkers].filter(each => each !== undefined)
  require(given.length === 1, 'expiration-members')
  require(days === undefined || areDays(days), 'expiration-days')
  require(date === undefined || date.getTime() % dayMs === 0, 'expiration-date-not-midnight')
  // Delete markers have neither tags nor a size.
  require(!expiredDeleteMarkers || (filter.tags.size === 0 && !hasSizes(filter)), 'delete-markers-with-tags')
}

function checkNoncurrent({ days, newerKept }: NoncurrentExpiration): void {
  require(areDays(days), 'noncurrent-days')
  const isKept = newerKept === undefined || (Number.isInteger(newerKept) && newerKept >= 1 && newerKept <= newerKeptMax)
  require(isKept, 'newer-noncurrent-versions')
}

function hasSizes({ sizeGreaterThanBytes, sizeLessThanBytes }: LifecycleFilter): boolean {
  return sizeGreaterThanBytes !== undefined || sizeLessThanBytes !== undefined
}

function areDays(days: number): boolean {
  return Number.isInteger(days) && days >= 1 && days <= daysMax
}

function isSize(bytes: number | undefined, least: number): boolean {
  return bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= least)
}

function require(isRight: boolean, fault: LifecycleFault): void {
  if (!isRight) throw new DomainError('lifecycle', 'invalid', fault)
}
