import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { mayOn, userNamed } from '../asks.ts'
import { entityAlreadyExists, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** Needs the right to change what the user is and what it becomes. */
export const UpdateUser = operation(iam.UpdateUser, {
  async asks({ UserName, NewUserName, NewPath }, names, parts, call) {
    const asks = await mayOn(userNamed(UserName, call), 'UpdateUser', parts, call)
    const before = asks[0]!.resource.slice(names.user('').length)
    const nameAt = before.lastIndexOf('/') + 1
    const path = NewPath ?? `/${before.slice(0, nameAt)}`
    return [...asks, may('iam:UpdateUser', names.user(path + (NewUserName ?? before.slice(nameAt))))]
  },
  faults: {
    ...userFaults,
    'user.already-exists': ({ id }) => entityAlreadyExists(`User with name ${id} already exists.`),
  },
  async run({ UserName, NewUserName, NewPath }, { users }, call) {
    const change = { ...(NewUserName && { name: NewUserName }), ...(NewPath && { path: NewPath }) }
    await users.update(call, UserName, change)
    return {}
  },
})
