// Buckets: names that belong to one account everywhere, and what holds for everything in them. The objects themselves
// are another noun's.
import type { Page, PageRequest } from '../basics/page.ts'
import type { Tags } from '../tag/tag.ts'
import type { LifecycleRule } from './lifecycle-rule.ts'

/** `unversioned` until versioning is enabled the first time; never again after that. */
export type Versioning = 'unversioned' | 'enabled' | 'suspended'

export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean
  readonly ignorePublicAcls: boolean
  readonly blockPublicPolicy: boolean
  readonly restrictPublicBuckets: boolean
}

export interface Bucket {
  /** Unique among all accounts and regions. */
  readonly name: string
  /** Who made it owns it and everything in it, whoever puts it there: there are no ACLs. */
  readonly accountId: string
  readonly region: string
  readonly createdAt: Date
  readonly versioning: Versioning
  /** Kept and told; every object is sealed under a key of its own either way. */
  readonly bucketKeyEnabled: boolean
  /** JSON text as it was given. */
  readonly policy?: string
  /** Absent once it was taken away, which blocks nothing. */
  readonly publicAccessBlock?: PublicAccessBlock
  readonly tags: Tags
  /** Absent when there are none. */
  readonly lifecycle?: readonly LifecycleRule[]
}

/** Absent members match everything. */
export interface BucketFilter {
  readonly prefix?: string
  readonly region?: string
}

export interface BucketReader {
  find(name: string): Promise<Bucket | undefined>
  /** By name. */
  list(accountId: string, filter: BucketFilter, page: PageRequest): Promise<Page<Bucket>>
  count(accountId: string): Promise<number>
  /** Those of every account that have lifecycle rules, by name. */
  listWithLifecycle(page: PageRequest): Promise<Page<Bucket>>
}

export interface BucketWriter extends BucketReader {
  insert(bucket: Bucket): Promise<void>
  update(bucket: Bucket): Promise<void>
  delete(name: string): Promise<void>
}
