import type { Tag } from '@hostler/wire/models/iam'
import { toTags } from '../../domain/policy/entity-tags.ts'
import type { Tags } from '../../domain/tag/tag.ts'

/** Tags of a request. Throws `tag-key.conflict`, `tag-key.invalid`. */
export function readTags(tags: readonly Tag[] = []): Tags {
  return toTags(tags.map(({ Key, Value }) => [Key, Value] as const))
}
