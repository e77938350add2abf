// What may be done with buckets, and what with their settings. Who may do it is decided elsewhere, and so is what the
// text of a policy means.
import { DomainError } from '../basics/errors.ts'
import type { Page, PageRequest } from '../basics/page.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { KeptBytes } from '../object/kept-bytes.ts'
import type { Storage, Writer } from '../storage.ts'
import { checkTags } from '../tag/resource-tags.ts'
import type { Tags } from '../tag/tag.ts'
import { checkBucketName, isBucketName } from './bucket-name.ts'
import type { Bucket, BucketFilter, BucketReader, PublicAccessBlock, Versioning } from './bucket.ts'
import { checkLifecycle } from './check-lifecycle.ts'
import type { LifecycleRule } from './lifecycle-rule.ts'

export interface NewBucket {
  readonly name: string
  readonly tags?: Tags
}

/** Every verb that names a bucket throws `bucket.not-found`. */
export interface Buckets {
  /**
   * Made for the caller's account, in its region. Throws `bucket-name.invalid`, `bucket.already-exists` for another
   * account's name, `own-bucket.already-exists`, `bucket.limit-exceeded`, and what tags throw.
   */
  create(context: ActionContext, bucket: NewBucket): Promise<Bucket>
  find(name: string): Promise<Bucket | undefined>
  get(name: string): Promise<Bucket>
  /** By name. */
  list(accountId: string, filter: BucketFilter, page: PageRequest): Promise<Page<Bucket>>
  /** Open uploads go with it. Throws `bucket.conflict` while there are versions or delete markers in it. */
  delete(name: string): Promise<void>
  setVersioning(name: string, versioning: Exclude<Versioning, 'unversioned'>): Promise<void>
  setBucketKeyEnabled(name: string, isEnabled: boolean): Promise<void>
  /** Undefined takes it away. Throws `bucket-policy.limit-exceeded` for more than 20 KiB. */
  setPolicy(name: string, policy: string | undefined): Promise<void>
  /** Undefined takes it away, which blocks nothing. */
  setPublicAccessBlock(name: string, block: PublicAccessBlock | undefined): Promise<void>
  /** All of them, in the place of those before. Throws `tag.invalid` and `tag.limit-exceeded`. */
  setTags(name: string, tags: Tags): Promise<void>
  /** All of them, in the place of those before; undefined for none. Throws `lifecycle.invalid`. */
  setLifecycle(name: string, rules: readonly LifecycleRule[] | undefined): Promise<void>
}

const bucketsMax = 10_000
const policyBytesMax = 20 * 1024
const uploadsAtOnce = 1_000

/** AWS's for new buckets since April 2023. */
const newBlock: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
}

export function createBuckets(storage: Storage, bytes: KeptBytes): Buckets {
  async function change(name: string, changes: Partial<Bucket>): Promise<void> {
    await storage.write(async ({ buckets }) => {
      await buckets.update({ ...(await getBucket(buckets, name)), ...changes })
    })
  }

  return {
    async create(context, { name, tags = new Map() }) {
      checkBucketName(name)
      checkTags(tags)
      const { accountId, region, now: createdAt } = context
      const bucket: Bucket = {
        name,
        accountId,
        region,
        createdAt,
        versioning: 'unversioned',
        bucketKeyEnabled: false,
        publicAccessBlock: newBlock,
        tags,
      }
      await storage.write(async ({ buckets }) => {
        const there = await buckets.find(name)
        if (there) {
          throw new DomainError(there.accountId === accountId ? 'own-bucket' : 'bucket', 'already-exists', name)
        }
        if ((await buckets.count(accountId)) >= bucketsMax) throw new DomainError('bucket', 'limit-exceeded', name)
        await buckets.insert(bucket)
      })
      return bucket
    },
    async find(name) {
      return isBucketName(name) ? storage.read.buckets.find(name) : undefined
    },
    get: name => getBucket(storage.read.buckets, name),
    list: (accountId, filter, page) => storage.read.buckets.list(accountId, filter, page),
    delete: name =>
      storage.write(async writer => {
        await getBucket(writer.buckets, name)
        const [version] = await writer.objects.listVersions(name, { key: '', sequence: Infinity }, undefined, 1)
        if (version) throw new DomainError('bucket', 'conflict', name)
        const gone = await dropUploads(writer, name)
        await writer.buckets.delete(name)
        writer.afterCommit(() => bytes.forget(gone))
      }),
    setVersioning: (name, versioning) => change(name, { versioning }),
    setBucketKeyEnabled: (name, bucketKeyEnabled) => change(name, { bucketKeyEnabled }),
    async setPolicy(name, policy) {
      if (Buffer.byteLength(policy ?? '') > policyBytesMax) {
        throw new DomainError('bucket-policy', 'limit-exceeded', name)
      }
      await change(name, { policy })
    },
    setPublicAccessBlock: (name, publicAccessBlock) => change(name, { publicAccessBlock }),
    async setTags(name, tags) {
      checkTags(tags)
      await change(name, { tags })
    },
    async setLifecycle(name, lifecycle) {
      if (lifecycle) checkLifecycle(lifecycle)
      await change(name, { lifecycle })
    },
  }
}

/** Throws `bucket.not-found`, also for what is no name at all. */
export async function getBucket(buckets: BucketReader, name: string): Promise<Bucket> {
  const bucket = isBucketName(name) ? await buckets.find(name) : undefined
  if (!bucket) throw new DomainError('bucket', 'not-found', name)
  return bucket
}

/** The ids of the bytes of their parts. */
async function dropUploads({ uploads, pieces }: Writer, bucket: string): Promise<readonly string[]> {
  const gone: string[] = []
  for (;;) {
    const open = await uploads.list(bucket, { key: '', id: '' }, undefined, uploadsAtOnce)
    for (const upload of open) {
      await uploads.delete(upload)
      gone.push(...(await pieces.delete(upload.id)))
    }
    if (open.length < uploadsAtOnce) return gone
  }
}
