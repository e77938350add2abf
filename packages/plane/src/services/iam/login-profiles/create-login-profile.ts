import * as iam from '@hostler/wire/models/iam'
import { entityAlreadyExists, loginProfileFaults, passwordFaults, validationError } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { mayOnGivenOrOwn } from '../own-user.ts'
import { profileOwner } from './profile-owner.ts'
import { renderLoginProfile } from './render-login-profile.ts'

export const CreateLoginProfile = operation(iam.CreateLoginProfile, {
  asks: ({ UserName }, _, parts, call) => mayOnGivenOrOwn(UserName, 'CreateLoginProfile', parts, call),
  faults: {
    ...loginProfileFaults,
    ...passwordFaults,
    'login-profile.already-exists': ({ id }) => entityAlreadyExists(`Login Profile for User ${id} already exists.`),
  },
  async run({ UserName, Password, PasswordResetRequired = false }, { loginProfiles }, call) {
    const owner = profileOwner(UserName, call)
    // The model leaves it out for sessions that AWS makes for root, which do not exist here.
    if (Password === undefined) throw validationError('Password must be specified.')
    const given = { password: Password, resetRequired: PasswordResetRequired }
    return { LoginProfile: renderLoginProfile(owner, await loginProfiles.create(call, owner, given)) }
  },
})
