import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { loginProfileFaults, passwordFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** What is left out stays as it is. */
export const UpdateLoginProfile = operation(iam.UpdateLoginProfile, {
  asks: ({ UserName }, _, parts, call) => mayOn(userNamed(UserName, call), 'UpdateLoginProfile', parts, call),
  faults: { ...loginProfileFaults, ...passwordFaults },
  async run({ UserName, Password, PasswordResetRequired }, { loginProfiles }, call) {
    await loginProfiles.update(call, UserName, {
      ...(Password !== undefined && { password: Password }),
      ...(PasswordResetRequired !== undefined && { resetRequired: PasswordResetRequired }),
    })
    return {}
  },
})
