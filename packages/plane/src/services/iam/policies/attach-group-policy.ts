import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, groupNamed } from '../asks.ts'
import { attachFaults, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const AttachGroupPolicy = operation(iam.AttachGroupPolicy, {
  asks: ({ GroupName, PolicyArn }, _, parts, call) =>
    mayChangePolicies(groupNamed(GroupName, call), 'AttachGroupPolicy', parts, call, PolicyArn),
  faults: { ...groupFaults, ...attachFaults('AttachedPoliciesPerGroup: 10') },
  async run({ GroupName, PolicyArn }, { policies }, call) {
    await policies.attach(groupNamed(GroupName, call), PolicyArn, call.now)
    return {}
  },
})
