import * as iam from '@hostler/wire/models/iam'
import { mayOn, requestTagKeys, profileNamed } from '../asks.ts'
import { profileFaults, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'

export const TagInstanceProfile = operation(iam.TagInstanceProfile, {
  asks: ({ InstanceProfileName, Tags }, _, parts, call) =>
    mayOn(profileNamed(InstanceProfileName, call), 'TagInstanceProfile', parts, call, requestTagKeys(Tags)),
  faults: { ...profileFaults, ...tagFaults },
  async run({ InstanceProfileName, Tags }, { tags }, call) {
    await tags.put(profileNamed(InstanceProfileName, call), readTags(Tags))
    return {}
  },
})
