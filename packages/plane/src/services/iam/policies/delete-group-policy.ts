import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, groupNamed } from '../asks.ts'
import { noSuchGroupPolicy, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteGroupPolicy = operation(iam.DeleteGroupPolicy, {
  asks: ({ GroupName }, _, parts, call) =>
    mayChangePolicies(groupNamed(GroupName, call), 'DeleteGroupPolicy', parts, call),
  faults: { ...groupFaults, 'inline-policy.not-found': noSuchGroupPolicy },
  async run({ GroupName, PolicyName }, { policies }, call) {
    await policies.deleteInline(groupNamed(GroupName, call), PolicyName)
    return {}
  },
})
