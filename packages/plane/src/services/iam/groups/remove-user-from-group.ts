import * as iam from '@hostler/wire/models/iam'
import { groupNamed, mayOn } from '../asks.ts'
import { groupFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const RemoveUserFromGroup = operation(iam.RemoveUserFromGroup, {
  asks: ({ GroupName }, _, parts, call) => mayOn(groupNamed(GroupName, call), 'RemoveUserFromGroup', parts, call),
  faults: {
    ...groupFaults,
    ...userFaults,
  },
  async run({ GroupName, UserName }, { groups }, call) {
    await groups.removeMember(call, GroupName, UserName)
    return {}
  },
})
