import * as iam from '@hostler/wire/models/iam'
import { groupNamed, mayOn } from '../asks.ts'
import { deleteConflict, deleteFaults, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteGroup = operation(iam.DeleteGroup, {
  asks: ({ GroupName }, _, parts, call) => mayOn(groupNamed(GroupName, call), 'DeleteGroup', parts, call),
  faults: {
    ...groupFaults,
    ...deleteFaults,
    'group-members.conflict': () => deleteConflict('remove users from group'),
  },
  async run({ GroupName }, { groups }, call) {
    await groups.delete(call, GroupName)
    return {}
  },
})
