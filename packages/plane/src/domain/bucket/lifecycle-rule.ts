import type { Tags } from '../tag/tag.ts'

/** When objects of a bucket go by themselves. Days count to the midnight (UTC) after them. */
export interface LifecycleRule {
  readonly id: string
  readonly isEnabled: boolean
  readonly filter: LifecycleFilter
  readonly expiration?: Expiration
  readonly noncurrentExpiration?: NoncurrentExpiration
  /** Uploads that are still open so many days after they began. */
  readonly abortUploadsAfterDays?: number
}

/** All of it must hold; nothing in it matches every object. How a client wrote it down is `form`, to be told as given. */
export interface LifecycleFilter {
  readonly form: 'legacy-prefix' | 'filter' | 'and'
  readonly prefix?: string
  readonly tags: Tags
  readonly sizeGreaterThanBytes?: number
  readonly sizeLessThanBytes?: number
}

/** Exactly one member. */
export interface Expiration {
  readonly days?: number
  /** A midnight, UTC. */
  readonly date?: Date
  /** Whether delete markers go that are all that is left of their key. */
  readonly expiredDeleteMarkers?: boolean
}

export interface NoncurrentExpiration {
  readonly days: number
  /** So many of the newest noncurrent versions of a key stay. */
  readonly newerKept?: number
}
