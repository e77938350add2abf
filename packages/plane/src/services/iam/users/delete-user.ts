import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { deleteConflict, deleteFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteUser = operation(iam.DeleteUser, {
  asks: ({ UserName }, _, parts, call) => mayOn(userNamed(UserName, call), 'DeleteUser', parts, call),
  faults: {
    ...userFaults,
    ...deleteFaults,
    'login-profile.conflict': () => deleteConflict('delete login profile'),
    'mfa-devices.conflict': () => deleteConflict('delete MFA device'),
    'access-keys.conflict': () => deleteConflict('delete access keys'),
    'user-groups.conflict': () => deleteConflict('remove users from group'),
  },
  async run({ UserName }, { users }, call) {
    await users.delete(call, UserName)
    return {}
  },
})
