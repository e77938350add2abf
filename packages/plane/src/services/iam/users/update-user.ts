import * as iam from '@hostler/wire/models/iam'
import { mayMove, userNamed } from '../asks.ts'
import { entityAlreadyExists, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** Needs the right to change what the user is and what it becomes. */
export const UpdateUser = operation(iam.UpdateUser, {
  asks: ({ UserName, NewUserName, NewPath }, names, parts, call) =>
    mayMove(userNamed(UserName, call), 'UpdateUser', { name: NewUserName, path: NewPath }, names.user, parts, call),
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
