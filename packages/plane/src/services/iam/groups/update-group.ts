import * as iam from '@hostler/wire/models/iam'
import { groupNamed, mayMove } from '../asks.ts'
import { entityAlreadyExists, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** Needs the right to change what the group is and what it becomes. */
export const UpdateGroup = operation(iam.UpdateGroup, {
  asks: ({ GroupName, NewGroupName, NewPath }, names, parts, call) =>
    mayMove(
      groupNamed(GroupName, call),
      'UpdateGroup',
      { name: NewGroupName, path: NewPath },
      names.group,
      parts,
      call,
    ),
  faults: {
    ...groupFaults,
    'group.already-exists': ({ id }) => entityAlreadyExists(`Group with name ${id} already exists.`),
  },
  async run({ GroupName, NewGroupName, NewPath }, { groups }, call) {
    const change = { ...(NewGroupName && { name: NewGroupName }), ...(NewPath && { path: NewPath }) }
    await groups.update(call, GroupName, change)
    return {}
  },
})
