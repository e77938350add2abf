// Which versions and uploads are due by lifecycle rules. Knows rules and facts; deletes nothing.
import type { LifecycleFilter, LifecycleRule } from '../bucket/lifecycle-rule.ts'
import type { ObjectToDelete } from './delete-object.ts'
import type { ObjectVersion } from './object.ts'
import type { Upload } from './upload.ts'

const dayMs = 24 * 3_600_000

/** In milliseconds; UTC. */
export function midnightBefore(now: Date): number {
  return now.getTime() - (now.getTime() % dayMs)
}

/** Days count from something to the first midnight, UTC, that is at least so many days later. */
function isOld(since: Date, days: number, now: Date): boolean {
  return since.getTime() + days * dayMs <= midnightBefore(now)
}

export function isUploadDue(
  { filter, abortUploadsAfterDays: days }: LifecycleRule,
  upload: Upload,
  now: Date,
): boolean {
  return days !== undefined && upload.key.startsWith(filter.prefix ?? '') && isOld(upload.startedAt, days, now)
}

/** Takes versions by key and newest first, in portions, and tells what is due. */
export interface VersionJudge {
  next(versions: readonly ObjectVersion[]): readonly ObjectToDelete[]
  /** What could be judged only at the end. */
  end(): readonly ObjectToDelete[]
}

export function createVersionJudge(rules: readonly LifecycleRule[], now: Date): VersionJudge {
  let key: string | undefined
  let noncurrentSeen = 0
  /** A delete marker that is the latest; what comes next tells whether it is all that is left of its key. */
  let marker: ObjectVersion | undefined

  function markerDue(): readonly ObjectToDelete[] {
    const lone = marker
    marker = undefined
    return lone && rules.some(rule => isLoneMarkerDue(rule, lone, now)) ? [exactly(lone)] : []
  }

  function judge(version: ObjectVersion): readonly ObjectToDelete[] {
    const due: ObjectToDelete[] = []
    if (version.key !== key) {
      due.push(...markerDue())
      key = version.key
      noncurrentSeen = 0
    }
    if (version.isLatest && version.isDeleteMarker) marker = version
    else if (version.isLatest) {
      if (rules.some(rule => isCurrentDue(rule, version, now))) due.push(latest(version))
    } else {
      marker = undefined
      const newer = noncurrentSeen++
      if (rules.some(rule => isNoncurrentDue(rule, version, newer, now))) due.push(exactly(version))
    }
    return due
  }

  return { next: versions => versions.flatMap(judge), end: markerDue }
}

function isCurrentDue({ filter, expiration }: LifecycleRule, version: ObjectVersion, now: Date): boolean {
  if (!expiration || !isMeant(filter, version)) return false
  const { days, date } = expiration
  return days === undefined ? date !== undefined && now >= date : isOld(version.modifiedAt, days, now)
}

/** Also without being asked for, markers go once they are as old as objects may get. */
function isLoneMarkerDue({ filter, expiration }: LifecycleRule, marker: ObjectVersion, now: Date): boolean {
  if (!expiration || !isMeant(filter, marker)) return false
  const { days, expiredDeleteMarkers = false } = expiration
  return expiredDeleteMarkers || (days !== undefined && isOld(marker.modifiedAt, days, now))
}

function isNoncurrentDue(rule: LifecycleRule, version: ObjectVersion, newer: number, now: Date): boolean {
  const { filter, noncurrentExpiration: limits } = rule
  if (!limits || !version.noncurrentSince || !isMeant(filter, version)) return false
  return newer >= (limits.newerKept ?? 0) && isOld(version.noncurrentSince, limits.days, now)
}

/** Delete markers have neither tags nor a size: filters that speak of them mean no marker. */
function isMeant(filter: LifecycleFilter, version: ObjectVersion): boolean {
  const { prefix = '', tags, sizeGreaterThanBytes, sizeLessThanBytes } = filter
  if (!version.key.startsWith(prefix)) return false
  if (tags.size === 0 && sizeGreaterThanBytes === undefined && sizeLessThanBytes === undefined) return true
  if (version.isDeleteMarker) return false
  return (
    [...tags].every(([name, value]) => version.tags.get(name) === value) &&
    version.sizeBytes > (sizeGreaterThanBytes ?? -1) &&
    version.sizeBytes < (sizeLessThanBytes ?? Infinity)
  )
}

/** As a client deletes an object: with versioning, a delete marker takes its place. */
function latest({ key, sequence }: ObjectVersion): ObjectToDelete {
  return { key, isStillMeant: there => there.sequence === sequence }
}

/** This version for good. */
function exactly({ key, versionId, sequence, isLatest }: ObjectVersion): ObjectToDelete {
  return { key, versionId, isStillMeant: there => there.sequence === sequence && there.isLatest === isLatest }
}
