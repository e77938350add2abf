// What requests say of objects, and what replies tell of them.
import type { ContentHeaders, ObjectFacts, ObjectVersion, StoredObject } from '../../domain/object/object.ts'
import type { Tags } from '../../domain/tag/tag.ts'
import { invalidArgument, malformedXml } from './errors.ts'

interface DescribingInput {
  readonly ContentType?: string
  readonly ContentEncoding?: string
  readonly ContentDisposition?: string
  readonly ContentLanguage?: string
  readonly CacheControl?: string
  readonly Expires?: string | Date
  readonly Metadata?: Readonly<Record<string, string>>
}

export function readContent(input: DescribingInput): ContentHeaders {
  const { Expires } = input
  return {
    type: input.ContentType ?? 'binary/octet-stream',
    encoding: input.ContentEncoding,
    disposition: input.ContentDisposition,
    language: input.ContentLanguage,
    cacheControl: input.CacheControl,
    expires: Expires instanceof Date ? Expires.toUTCString() : Expires,
  }
}

export function readFacts(
  input: DescribingInput & { readonly Tagging?: string; readonly BucketKeyEnabled?: boolean },
): ObjectFacts {
  return {
    content: readContent(input),
    metadata: readMetadata(input.Metadata),
    tags: readTagging(input.Tagging),
    bucketKeyEnabled: input.BucketKeyEnabled ?? false,
  }
}

export function readMetadata(given: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> {
  return new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
}

/** `a=1&b=2`, as in the header. Throws InvalidArgument. */
export function readTagging(text: string | undefined): Tags {
  if (!text) return new Map()
  const pairs = text.split('&').map(pair => {
    const [key = '', value = ''] = pair.split('=', 2).map(decode)
    return [key, value] as const
  })
  const tags = new Map(pairs)
  if (tags.size < pairs.length || tags.has('')) throw invalidTagging(text)
  return tags
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw invalidTagging(text)
  }
}

function invalidTagging(text: string) {
  return invalidArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    'x-amz-tagging',
    text,
  )
}

/** Of a document. Throws MalformedXML for a key that stands twice. */
export function readTagSet(given: readonly { readonly Key: string; readonly Value: string }[] | undefined): Tags {
  const tags = new Map((given ?? []).map(({ Key, Value }) => [Key, Value]))
  if (tags.size < (given ?? []).length) throw malformedXml()
  return tags
}

export function renderTagSet(tags: Tags) {
  return [...tags].map(([Key, Value]) => ({ Key, Value }))
}

/** Absent where a bucket never had versions. */
export function shownVersionId({ versionId }: Pick<ObjectVersion, 'versionId'>, isVersioned: boolean) {
  return isVersioned ? versionId : undefined
}

export const quoted = (etag: string) => `"${etag}"`

/** What GetObject and HeadObject tell besides bytes. */
export function renderObject(object: StoredObject, isVersioned: boolean, withChecksum: boolean) {
  const { content, checksum } = object
  return {
    AcceptRanges: 'bytes',
    LastModified: object.modifiedAt,
    ETag: quoted(object.etag),
    VersionId: shownVersionId(object, isVersioned),
    ContentType: content.type,
    ContentEncoding: content.encoding,
    ContentDisposition: content.disposition,
    ContentLanguage: content.language,
    CacheControl: content.cacheControl,
    Expires: content.expires,
    Metadata: Object.fromEntries(object.metadata),
    ServerSideEncryption: 'AES256',
    ...(object.tags.size > 0 && { TagCount: object.tags.size }),
    ...(withChecksum && checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
  }
}
