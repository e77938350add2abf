import * as iam from '@hostler/wire/models/iam'
import { groupNamed, mayOn } from '../asks.ts'
import { groupFaults, limitExceeded, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const AddUserToGroup = operation(iam.AddUserToGroup, {
  asks: ({ GroupName }, _, parts, call) => mayOn(groupNamed(GroupName, call), 'AddUserToGroup', parts, call),
  faults: {
    ...groupFaults,
    ...userFaults,
    'user-groups.limit-exceeded': () => limitExceeded('Cannot exceed quota for GroupsPerUser: 10'),
  },
  async run({ GroupName, UserName }, { groups }, call) {
    await groups.addMember(call, GroupName, UserName)
    return {}
  },
})
