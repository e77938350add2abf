import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { CommandError } from '../../output/failure.ts'

/** One version of an object, or the mark that it was deleted. */
export interface ListedVersion {
  readonly key: string
  /** `null` where the bucket keeps no versions. */
  readonly id: string
  readonly at: Date
  readonly isLatest: boolean
  readonly isDeleteMarker: boolean
}

/** Every key that begins so, with its versions from the newest to the oldest. Needs `s3:ListBucketVersions`. */
export async function* versionsByKey(
  s3: S3Client,
  Bucket: string,
  Prefix: string,
): AsyncGenerator<readonly [key: string, versions: readonly ListedVersion[]]> {
  let gathered: ListedVersion[] = []
  for await (const version of versionsOf(s3, Bucket, Prefix)) {
    const [first] = gathered
    if (first && first.key !== version.key) {
      yield [first.key, newestFirst(gathered)]
      gathered = []
    }
    gathered.push(version)
  }
  if (gathered.length > 0) yield [gathered[0]!.key, newestFirst(gathered)]
}

/** A page's versions and delete markers come apart; keys stand in order, and one's versions may fill several pages. */
async function* versionsOf(s3: S3Client, Bucket: string, Prefix: string): AsyncGenerator<ListedVersion> {
  let place: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {}
  while (place) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix, ...place }),
    )
    const marks = (page.DeleteMarkers ?? []).map(marker => ({ ...marker, isDeleteMarker: true }))
    const versions = (page.Versions ?? []).map(version => ({ ...version, isDeleteMarker: false }))
    const listed = [...marks, ...versions].map(({ Key, VersionId, LastModified, IsLatest, isDeleteMarker }) => ({
      key: Key!,
      id: VersionId!,
      at: LastModified!,
      isLatest: IsLatest === true,
      isDeleteMarker,
    }))
    yield* listed.toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
    place = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined
  }
}

/** S3 tells times to the second; what stood first in the listing is newer then. */
function newestFirst(versions: readonly ListedVersion[]): readonly ListedVersion[] {
  return versions.toSorted((a, b) => Number(b.isLatest) - Number(a.isLatest) || b.at.getTime() - a.at.getTime())
}

/** A version's bytes as they come. */
export async function* bytesOf(s3: S3Client, Bucket: string, { key, id }: ListedVersion): AsyncGenerator<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key, ...(id !== 'null' && { VersionId: id }) }))
  if (!Body) throw new CommandError(`s3://${Bucket}/${key} has no bytes.`)
  yield* Body as unknown as AsyncIterable<Uint8Array>
}
