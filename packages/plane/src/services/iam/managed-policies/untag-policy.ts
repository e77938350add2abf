import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { ownPolicyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { requireOwnPolicy } from './require-own-policy.ts'

export const UntagPolicy = operation(iam.UntagPolicy, {
  asks: ({ PolicyArn, TagKeys }, _, parts, call) =>
    mayOn(policyNamed(PolicyArn, call), 'UntagPolicy', parts, call, { 'aws:tagkeys': TagKeys }),
  faults: { ...ownPolicyFaults },
  async run({ PolicyArn, TagKeys }, { tags }, call) {
    requireOwnPolicy(PolicyArn, 'UntagPolicy', call)
    await tags.remove(policyNamed(PolicyArn, call), TagKeys)
    return {}
  },
})
