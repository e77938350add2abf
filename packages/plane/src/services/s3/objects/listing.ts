import * as s3 from '@hostler/wire/models/s3'

// The three listings of objects. They differ in what marks a place, and in what they tell.
import { parsePageToken, toPageToken } from '../../../domain/basics/page-token.ts'
import type { StoredObject } from '../../../domain/object/object.ts'
import type { AskContext } from '../../../access/ask.ts'
import { renderOwner } from '../buckets/render-owner.ts'
import { onBucket } from '../asks.ts'
import { bucketFaults, invalidArgument } from '../errors.ts'
import { quoted } from '../object-facts.ts'
import { operation } from '../s3-operation.ts'
import { nameWriter } from './name-writer.ts'

interface ListingInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly MaxKeys?: number
}

const keysMax = 1_000

/** Condition keys of listings. */
export function listingKeys({ Prefix, Delimiter, MaxKeys }: ListingInput): AskContext {
  return {
    's3:prefix': Prefix,
    's3:delimiter': Delimiter,
    's3:max-keys': MaxKeys === undefined ? undefined : String(MaxKeys),
  }
}

function requestOf({ Prefix, Delimiter, MaxKeys = keysMax }: ListingInput) {
  if (MaxKeys < 0)
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', String(MaxKeys))
  return {
    limit: Math.min(MaxKeys, keysMax),
    ...(Prefix && { prefix: Prefix }),
    ...(Delimiter && { delimiter: Delimiter }),
  }
}

export const ListObjectsV2 = operation(s3.ListObjectsV2, {
  asks: (input, _names, parts, call) => onBucket('s3:ListBucket', input, parts, call, listingKeys(input)),
  faults: {
    ...bucketFaults,
    'page-token.invalid': ({ id }) =>
      invalidArgument('The continuation token provided is incorrect', 'continuation-token', id),
  },
  async run(input, { buckets, listings }) {
    const { accountId } = await buckets.get(input.Bucket)
    const after = input.ContinuationToken ? parsePageToken(input.ContinuationToken) : input.StartAfter
    const found = await listings.objects(input.Bucket, { ...requestOf(input), ...(after && { after }) })
    const name = nameWriter(input.EncodingType)
    return {
      Name: input.Bucket,
      Prefix: name(input.Prefix ?? ''),
      Delimiter: input.Delimiter && name(input.Delimiter),
      MaxKeys: Math.min(input.MaxKeys ?? keysMax, keysMax),
      EncodingType: input.EncodingType,
      StartAfter: input.StartAfter && name(input.StartAfter),
      ContinuationToken: input.ContinuationToken,
      NextContinuationToken: found.next === undefined ? undefined : toPageToken(found.next),
      KeyCount: found.items.length + found.commonPrefixes.length,
      IsTruncated: found.isTruncated,
      Contents: found.items.map(object => renderListed(object, name, input.FetchOwner ? accountId : undefined)),
      CommonPrefixes: found.commonPrefixes.map(prefix => ({ Prefix: name(prefix) })),
    }
  },
})

export const ListObjects = operation(s3.ListObjects, {
  asks: (input, _names, parts, call) => onBucket('s3:ListBucket', input, parts, call, listingKeys(input)),
  faults: bucketFaults,
  async run(input, { buckets, listings }) {
    const { accountId } = await buckets.get(input.Bucket)
    const request = { ...requestOf(input), ...(input.Marker && { after: input.Marker }) }
    const found = await listings.objects(input.Bucket, request)
    const name = nameWriter(input.EncodingType)
    return {
      Name: input.Bucket,
      Prefix: name(input.Prefix ?? ''),
      Marker: name(input.Marker ?? ''),
      Delimiter: input.Delimiter && name(input.Delimiter),
      MaxKeys: Math.min(input.MaxKeys ?? keysMax, keysMax),
      EncodingType: input.EncodingType,
      IsTruncated: found.isTruncated,
      // Without a delimiter clients take the last key.
      NextMarker: input.Delimiter && found.next !== undefined ? name(found.next) : undefined,
      Contents: found.items.map(object => renderListed(object, name, accountId)),
      CommonPrefixes: found.commonPrefixes.map(prefix => ({ Prefix: name(prefix) })),
    }
  },
})

export const ListObjectVersions = operation(s3.ListObjectVersions, {
  asks: (input, _names, parts, call) => onBucket('s3:ListBucketVersions', input, parts, call, listingKeys(input)),
  faults: {
    ...bucketFaults,
    'version-id.invalid': ({ id }) => invalidArgument('Invalid version id specified', 'version-id-marker', id),
  },
  async run(input, { buckets, listings }) {
    const { KeyMarker, VersionIdMarker } = input
    const { accountId } = await buckets.get(input.Bucket)
    if (VersionIdMarker && !KeyMarker) {
      const message = 'A version-id marker cannot be specified without a key marker.'
      throw invalidArgument(message, 'version-id-marker', VersionIdMarker)
    }
    const after = KeyMarker && { key: KeyMarker, ...(VersionIdMarker && { versionId: VersionIdMarker }) }
    const found = await listings.versions(input.Bucket, { ...requestOf(input), ...(after && { after }) })
    const name = nameWriter(input.EncodingType)
    const shared = ({ key, versionId, isLatest, modifiedAt }: (typeof found.items)[number]) => ({
      Key: name(key),
      VersionId: versionId,
      IsLatest: isLatest,
      LastModified: modifiedAt,
      Owner: renderOwner(accountId),
    })
    return {
      Name: input.Bucket,
      Prefix: name(input.Prefix ?? ''),
      KeyMarker: name(KeyMarker ?? ''),
      VersionIdMarker: VersionIdMarker ?? '',
      Delimiter: input.Delimiter && name(input.Delimiter),
      MaxKeys: Math.min(input.MaxKeys ?? keysMax, keysMax),
      EncodingType: input.EncodingType,
      IsTruncated: found.isTruncated,
      NextKeyMarker: found.next && name(found.next.key),
      NextVersionIdMarker: found.next?.versionId,
      Versions: found.items.flatMap(version =>
        version.isDeleteMarker ? [] : { ...renderListed(version, name, accountId), ...shared(version) },
      ),
      DeleteMarkers: found.items.flatMap(version => (version.isDeleteMarker ? shared(version) : [])),
      CommonPrefixes: found.commonPrefixes.map(prefix => ({ Prefix: name(prefix) })),
    }
  },
})

function renderListed(object: StoredObject, name: (text: string) => string, ownerId: string | undefined) {
  return {
    Key: name(object.key),
    LastModified: object.modifiedAt,
    ETag: quoted(object.etag),
    Size: object.sizeBytes,
    StorageClass: 'STANDARD',
    ...(object.checksum && { ChecksumAlgorithm: [object.checksum.algorithm], ChecksumType: object.checksum.type }),
    ...(ownerId !== undefined && { Owner: renderOwner(ownerId) }),
  }
}
