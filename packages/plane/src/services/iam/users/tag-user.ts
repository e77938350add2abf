import * as iam from '@hostler/wire/models/iam'
import { mayOn, requestTagKeys, userNamed } from '../asks.ts'
import { userFaults, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'

export const TagUser = operation(iam.TagUser, {
  asks: ({ UserName, Tags }, _, parts, call) =>
    mayOn(userNamed(UserName, call), 'TagUser', parts, call, requestTagKeys(Tags)),
  faults: { ...userFaults, ...tagFaults },
  async run({ UserName, Tags }, { tags }, call) {
    await tags.put(userNamed(UserName, call), readTags(Tags))
    return {}
  },
})
