import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, groupNamed } from '../asks.ts'
import { documentFaults, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const PutGroupPolicy = operation(iam.PutGroupPolicy, {
  asks: ({ GroupName }, _, parts, call) =>
    mayChangePolicies(groupNamed(GroupName, call), 'PutGroupPolicy', parts, call),
  faults: { ...groupFaults, ...documentFaults },
  async run({ GroupName, PolicyName, PolicyDocument }, { policies }, call) {
    await policies.putInline(groupNamed(GroupName, call), { name: PolicyName, document: PolicyDocument })
    return {}
  },
})
