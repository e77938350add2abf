import { DomainError } from '../basics/errors.ts'
import { checkTags } from '../tag/resource-tags.ts'
import type { Tags } from '../tag/tag.ts'
import type { ObjectFacts } from './object.ts'

const keyBytesMax = 1_024
const metadataBytesMax = 2_048
const tagsMax = 10

/**
 * Keys are any text: `../` and `//` in them mean nothing. Throws `object-key.limit-exceeded` beyond 1,024 bytes, and
 * `object-key.invalid` for an empty one or one with the character NUL.
 */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > keyBytesMax) throw new DomainError('object-key', 'limit-exceeded', key)
  if (key === '' || key.includes('\0') || !key.isWellFormed()) throw new DomainError('object-key', 'invalid', key)
}

/**
 * What is said of an object, to be checked before its bytes are taken. Throws `object-metadata.limit-exceeded` beyond
 * 2 KiB, `tag.invalid` and `tag.limit-exceeded`.
 */
export function checkFacts({ metadata, tags }: Pick<ObjectFacts, 'metadata' | 'tags'>): void {
  let bytes = 0
  for (const [name, value] of metadata) bytes += Buffer.byteLength(name) + Buffer.byteLength(value)
  if (bytes > metadataBytesMax) throw new DomainError('object-metadata', 'limit-exceeded', String(bytes))
  checkObjectTags(tags)
}

/** Throws `tag.invalid`, and `tag.limit-exceeded` beyond ten. */
export function checkObjectTags(tags: Tags): void {
  checkTags(tags, tagsMax)
}
