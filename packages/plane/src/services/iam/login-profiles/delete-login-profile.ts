import * as iam from '@hostler/wire/models/iam'
import { loginProfileFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { mayOnGivenOrOwn } from '../own-user.ts'
import { profileOwner } from './profile-owner.ts'

export const DeleteLoginProfile = operation(iam.DeleteLoginProfile, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'DeleteLoginProfile', parts, call),
  faults: loginProfileFaults,
  async run({ UserName }, { loginProfiles }, call) {
    await loginProfiles.delete(call, profileOwner(UserName, call))
    return {}
  },
})
