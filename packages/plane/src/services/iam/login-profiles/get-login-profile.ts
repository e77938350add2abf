import * as iam from '@hostler/wire/models/iam'
import { loginProfileFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { mayOnGivenOrOwn } from '../own-user.ts'
import { profileOwner } from './profile-owner.ts'
import { renderLoginProfile } from './render-login-profile.ts'

export const GetLoginProfile = operation(iam.GetLoginProfile, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'GetLoginProfile', parts, call),
  faults: loginProfileFaults,
  async run({ UserName }, { loginProfiles }, call) {
    const owner = profileOwner(UserName, call)
    return { LoginProfile: renderLoginProfile(owner, await loginProfiles.get(call.accountId, owner)) }
  },
})
