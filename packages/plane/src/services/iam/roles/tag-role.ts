import * as iam from '@hostler/wire/models/iam'
import { mayOn, requestTagKeys, roleNamed } from '../asks.ts'
import { roleFaults, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'

export const TagRole = operation(iam.TagRole, {
  asks: ({ RoleName, Tags }, _, parts, call) =>
    mayOn(roleNamed(RoleName, call), 'TagRole', parts, call, requestTagKeys(Tags)),
  faults: { ...roleFaults, ...tagFaults },
  async run({ RoleName, Tags }, { tags }, call) {
    await tags.put(roleNamed(RoleName, call), readTags(Tags))
    return {}
  },
})
