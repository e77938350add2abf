import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, groupNamed } from '../asks.ts'
import { policyFaults, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DetachGroupPolicy = operation(iam.DetachGroupPolicy, {
  asks: ({ GroupName, PolicyArn }, _, parts, call) =>
    mayChangePolicies(groupNamed(GroupName, call), 'DetachGroupPolicy', parts, call, PolicyArn),
  faults: { ...groupFaults, ...policyFaults },
  async run({ GroupName, PolicyArn }, { policies }, call) {
    await policies.detach(groupNamed(GroupName, call), PolicyArn)
    return {}
  },
})
