import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed, requestTagKeys } from '../asks.ts'
import { ownPolicyFaults, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'
import { requireOwnPolicy } from './require-own-policy.ts'

export const TagPolicy = operation(iam.TagPolicy, {
  asks: ({ PolicyArn, Tags }, _, parts, call) =>
    mayOn(policyNamed(PolicyArn, call), 'TagPolicy', parts, call, requestTagKeys(Tags)),
  faults: { ...ownPolicyFaults, ...tagFaults },
  async run({ PolicyArn, Tags }, { tags }, call) {
    requireOwnPolicy(PolicyArn, 'TagPolicy', call)
    await tags.put(policyNamed(PolicyArn, call), readTags(Tags))
    return {}
  },
})
