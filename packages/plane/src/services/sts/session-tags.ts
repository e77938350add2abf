// Tags of a session: those that were passed, and those that a chain of roles must carry on.
import type { AssumeRoleRequest } from '@hostler/wire/models/sts'
import type { Caller, RoleSession } from '../../identity/caller.ts'
import {
  duplicateTagKeys,
  reservedTagKey,
  tooManySessionTags,
  transitiveKeyWithoutTag,
  transitiveTagConflict,
} from './errors.ts'

/** Of those that are handed on and those that are passed together. */
const sessionTagsMax = 50

/** Tags that a caller's own session hands on, whether or not the caller wants it. */
export function inheritedTags(caller: Caller): Readonly<Record<string, string>> {
  if (caller.kind !== 'role') return {}
  const { tags = {}, transitiveTagKeys = [] } = caller.session
  const transitive = new Set(transitiveTagKeys.map(key => key.toLowerCase()))
  return Object.fromEntries(Object.entries(tags).filter(([key]) => transitive.has(key.toLowerCase())))
}

/** The new session's tags. Keys compare without case. Throws InvalidParameterValue. */
export function sessionTags(
  { Tags = [], TransitiveTagKeys = [] }: Pick<AssumeRoleRequest, 'Tags' | 'TransitiveTagKeys'>,
  caller: Caller,
): Pick<RoleSession, 'tags' | 'transitiveTagKeys'> {
  const passed = new Set<string>()
  for (const { Key } of Tags) {
    const lowerKey = Key.toLowerCase()
    if (lowerKey.startsWith('aws:')) throw reservedTagKey(Key)
    if (passed.has(lowerKey)) throw duplicateTagKeys()
    passed.add(lowerKey)
  }
  if (TransitiveTagKeys.some(key => !passed.has(key.toLowerCase()))) throw transitiveKeyWithoutTag()
  const inherited = inheritedTags(caller)
  if (Object.keys(inherited).some(key => passed.has(key.toLowerCase()))) throw transitiveTagConflict()

  const tags = { ...inherited, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) }
  if (Object.keys(tags).length > sessionTagsMax) throw tooManySessionTags(sessionTagsMax)
  const transitiveTagKeys = [...Object.keys(inherited), ...TransitiveTagKeys]
  return {
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }),
  }
}
