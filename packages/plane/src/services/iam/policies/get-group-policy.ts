import * as iam from '@hostler/wire/models/iam'
import { mayOn, groupNamed } from '../asks.ts'
import { noSuchGroupPolicy, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderDocument } from '../render.ts'

export const GetGroupPolicy = operation(iam.GetGroupPolicy, {
  asks: ({ GroupName }, _, parts, call) => mayOn(groupNamed(GroupName, call), 'GetGroupPolicy', parts, call),
  faults: { ...groupFaults, 'inline-policy.not-found': noSuchGroupPolicy },
  async run({ GroupName, PolicyName }, { policies }, call) {
    const policy = await policies.getInline(groupNamed(GroupName, call), PolicyName)
    return { GroupName, PolicyName: policy.name, PolicyDocument: renderDocument(policy.document) }
  },
})
