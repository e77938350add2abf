import type { Buckets } from '../../domain/bucket/buckets.ts'
import type { KeptBytes } from '../../domain/object/kept-bytes.ts'
import type { ObjectListings } from '../../domain/object/object-listing.ts'
import type { Objects } from '../../domain/object/objects.ts'
import type { Uploads } from '../../domain/object/uploads.ts'
import type { PolicyLanguage } from '../../domain/policy/policy-language.ts'
import { operationsOf } from '../operation.ts'

/** All that operations of S3 can reach. */
export interface S3Parts {
  readonly buckets: Buckets
  readonly objects: Objects
  readonly listings: ObjectListings
  readonly uploads: Uploads
  readonly kept: KeptBytes
  readonly language: PolicyLanguage
}

const define = operationsOf<S3Parts>()

/** Who signs nothing may call too: a bucket's policy may let everybody in. */
export const operation: typeof define = (contract, answers) =>
  define(contract, { ...answers, allowsUnsigned: () => true })
