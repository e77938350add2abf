import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderTags } from '../render.ts'
import { renderPolicy } from './render-policy.ts'

export const GetPolicy = operation(iam.GetPolicy, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'GetPolicy', parts, call),
  faults: policyFaults,
  async run({ PolicyArn }, { managedPolicies, tags }, call) {
    const use = await managedPolicies.getUse(call.accountId, PolicyArn)
    const own = use.policy.own && (await tags.list(policyNamed(PolicyArn, call)))
    const description = use.policy.own?.description
    return {
      Policy: {
        ...renderPolicy(use),
        ...(description && { Description: description }),
        ...(own && own.size > 0 && { Tags: renderTags(own) }),
      },
    }
  },
})
