// Conditions that clients put on reading and writing an object, judged as AWS judges them.
import { DomainError } from '../basics/errors.ts'
import type { ObjectVersion, StoredObject } from './object.ts'

/** Etags as header fields give them: one, several with commas, or `*`; with quotation marks or without. */
export interface ReadCondition {
  readonly ifMatch?: string
  readonly ifNoneMatch?: string
  readonly ifModifiedSince?: Date
  readonly ifUnmodifiedSince?: Date
}

/** What the key must be like when the write happens. */
export interface WriteCondition {
  /** No object may be there; a delete marker may. */
  readonly mustBeNew?: boolean
  /** The object that is there must have this etag; `*` for any. */
  readonly ifMatch?: string
}

/** What becomes of a read: it goes on, answers that nothing changed, or fails. */
export type ReadVerdict = 'met' | 'unchanged' | 'failed'

/** An etag that matches outweighs `ifUnmodifiedSince`, one that differs outweighs `ifModifiedSince`. */
export function judgeRead(object: Pick<StoredObject, 'etag' | 'modifiedAt'>, condition: ReadCondition): ReadVerdict {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = condition
  // Header fields know seconds.
  const modifiedAtSeconds = Math.floor(object.modifiedAt.getTime() / 1000)
  const isAfter = (date: Date) => modifiedAtSeconds > Math.floor(date.getTime() / 1000)
  if (ifMatch !== undefined) {
    if (!matches(object.etag, ifMatch)) return 'failed'
  } else if (ifUnmodifiedSince && isAfter(ifUnmodifiedSince)) return 'failed'
  if (ifNoneMatch !== undefined) return matches(object.etag, ifNoneMatch) ? 'unchanged' : 'met'
  return ifModifiedSince && !isAfter(ifModifiedSince) ? 'unchanged' : 'met'
}

/**
 * Throws `object-condition.conflict`, and `object.not-found` when an etag is asked for and no object is there.
 *
 * @param latest of the key, read inside the transaction that writes
 */
export function checkWrite(latest: ObjectVersion | undefined, key: string, condition: WriteCondition = {}): void {
  const there = latest && !latest.isDeleteMarker ? latest : undefined
  if (condition.mustBeNew && there) throw new DomainError('object-condition', 'conflict', key)
  if (condition.ifMatch === undefined) return
  if (!there) throw new DomainError('object', 'not-found', key)
  if (!matches(there.etag, condition.ifMatch)) throw new DomainError('object-condition', 'conflict', key)
}

function matches(etag: string, wanted: string): boolean {
  return wanted.split(',').some(each => {
    const bare = each.trim().replace(/^"(.*)"$/, '$1')
    return bare === '*' || bare === etag
  })
}
