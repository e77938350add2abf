import { checkTags } from '../../../domain/tag/resource-tags.ts'
import type { Tags } from '../../../domain/tag/tag.ts'
import { invalidInput } from '../errors.ts'

/** Tags of a request. Throws `tag.invalid`, InvalidInputException for a key given twice. */
export function readTags(given: readonly { readonly Key: string; readonly Value: string }[] = []): Tags {
  const tags = new Map(given.map(({ Key, Value }) => [Key, Value]))
  if (tags.size < given.length) throw invalidInput('DUPLICATE_TAG_KEY', 'You provided duplicate tag keys.')
  checkTags(tags)
  return tags
}
