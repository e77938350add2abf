import * as s3 from '@hostler/wire/models/s3'

import { randomUUID } from 'node:crypto'
import type { LifecycleFilter, LifecycleRule } from '../../../domain/bucket/lifecycle-rule.ts'
import { onBucket } from '../asks.ts'
import { bucketFaults, invalidRequest, malformedXml, noSuchConfiguration, notImplemented } from '../errors.ts'
import { readTagSet, renderTagSet } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'

export const GetBucketLifecycleConfiguration = operation(s3.GetBucketLifecycleConfiguration, {
  asks: (input, _names, parts, call) => onBucket('s3:GetLifecycleConfiguration', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    const { lifecycle } = await buckets.get(Bucket)
    if (!lifecycle) throw noSuchConfiguration.lifecycle(Bucket)
    return { Rules: lifecycle.map(renderRule) }
  },
})

export const PutBucketLifecycleConfiguration = operation(s3.PutBucketLifecycleConfiguration, {
  asks: (input, _names, parts, call) => onBucket('s3:PutLifecycleConfiguration', input, parts, call),
  faults: {
    ...bucketFaults,
    'lifecycle.invalid': ({ id }) => invalidRequest(`The lifecycle configuration is not valid: ${id}`),
  },
  async run({ Bucket, LifecycleConfiguration }, { buckets }) {
    if (!LifecycleConfiguration) throw malformedXml()
    await buckets.setLifecycle(Bucket, LifecycleConfiguration.Rules.map(readRule))
    return {}
  },
})

export const DeleteBucketLifecycle = operation(s3.DeleteBucketLifecycle, {
  asks: (input, _names, parts, call) => onBucket('s3:PutLifecycleConfiguration', input, parts, call),
  faults: bucketFaults,
  async run({ Bucket }, { buckets }) {
    await buckets.setLifecycle(Bucket, undefined)
    return {}
  },
})

function readRule(given: s3.LifecycleRule): LifecycleRule {
  // There is one storage class: nothing can be moved to another.
  if (given.Transitions?.length || given.NoncurrentVersionTransitions?.length) throw notImplemented('Transition')
  const {
    Expiration: expiration,
    NoncurrentVersionExpiration: noncurrent,
    AbortIncompleteMultipartUpload: abort,
  } = given
  return {
    id: given.ID ?? randomUUID(),
    isEnabled: given.Status === 'Enabled',
    filter: readFilter(given),
    ...(expiration && {
      expiration: {
        days: expiration.Days,
        date: expiration.Date,
        expiredDeleteMarkers: expiration.ExpiredObjectDeleteMarker,
      },
    }),
    ...(noncurrent?.NoncurrentDays !== undefined && {
      noncurrentExpiration: { days: noncurrent.NoncurrentDays, newerKept: noncurrent.NewerNoncurrentVersions },
    }),
    ...(abort?.DaysAfterInitiation !== undefined && { abortUploadsAfterDays: abort.DaysAfterInitiation }),
  }
}

function readFilter({ Prefix, Filter }: s3.LifecycleRule): LifecycleFilter {
  if (!Filter) return { form: 'legacy-prefix', prefix: Prefix, tags: new Map() }
  const { And: and } = Filter
  const conditions = and ?? Filter
  const tags = and ? readTagSet(and.Tags) : readTagSet(Filter.Tag && [Filter.Tag])
  return {
    form: and ? 'and' : 'filter',
    prefix: conditions.Prefix,
    tags,
    sizeGreaterThanBytes: conditions.ObjectSizeGreaterThan,
    sizeLessThanBytes: conditions.ObjectSizeLessThan,
  }
}

function renderRule(rule: LifecycleRule): s3.LifecycleRule {
  const { id, isEnabled, filter, expiration, noncurrentExpiration: noncurrent, abortUploadsAfterDays } = rule
  return {
    ID: id,
    Status: isEnabled ? 'Enabled' : 'Disabled',
    ...(filter.form === 'legacy-prefix' ? { Prefix: filter.prefix ?? '' } : { Filter: renderFilter(filter) }),
    ...(expiration && {
      Expiration: {
        Days: expiration.days,
        Date: expiration.date,
        ExpiredObjectDeleteMarker: expiration.expiredDeleteMarkers,
      },
    }),
    ...(noncurrent && {
      NoncurrentVersionExpiration: { NoncurrentDays: noncurrent.days, NewerNoncurrentVersions: noncurrent.newerKept },
    }),
    ...(abortUploadsAfterDays !== undefined && {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortUploadsAfterDays },
    }),
  }
}

function renderFilter({ form, prefix, tags, sizeGreaterThanBytes, sizeLessThanBytes }: LifecycleFilter) {
  const sizes = { ObjectSizeGreaterThan: sizeGreaterThanBytes, ObjectSizeLessThan: sizeLessThanBytes }
  if (form === 'and') return { And: { Prefix: prefix, Tags: renderTagSet(tags), ...sizes } }
  const [Tag] = renderTagSet(tags)
  return { Prefix: prefix, Tag, ...sizes }
}
