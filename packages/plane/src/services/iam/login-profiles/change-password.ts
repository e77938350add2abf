import { AwsFault } from '@hostler/wire/aws-fault'
import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { mayOn, userNamed } from '../asks.ts'
import { changePasswordFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

/** Of the calling user. An account's password policy may give every user the right to it. */
export const ChangePassword = operation(iam.ChangePassword, {
  asks(_input, _names, parts, call) {
    const { caller, callerArn } = call
    if (caller.kind !== 'user') return [may('iam:ChangePassword', callerArn)]
    return mayOn(userNamed(caller.userName, call), 'ChangePassword', parts, call)
  },
  faults: changePasswordFaults,
  async run({ OldPassword, NewPassword }, { loginProfiles }, call) {
    const { caller } = call
    if (caller.kind !== 'user') {
      throw new AwsFault('InvalidUserType', 400, 'Only IAM Users can change their own password.')
    }
    await loginProfiles.change(call, caller.userName, OldPassword, NewPassword)
    return {}
  },
})
