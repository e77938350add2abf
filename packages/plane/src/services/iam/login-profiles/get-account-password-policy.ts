import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { passwordPolicyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const GetAccountPasswordPolicy = operation(iam.GetAccountPasswordPolicy, {
  asks: () => [may('iam:GetAccountPasswordPolicy', '*')],
  faults: passwordPolicyFaults,
  async run(_input, { passwordPolicies }, { accountId }) {
    const { maxAgeDays, reusePrevention, hardExpiry, ...policy } = await passwordPolicies.get(accountId)
    return {
      PasswordPolicy: {
        MinimumPasswordLength: policy.minimumLength,
        RequireSymbols: policy.requireSymbols,
        RequireNumbers: policy.requireNumbers,
        RequireUppercaseCharacters: policy.requireUppercase,
        RequireLowercaseCharacters: policy.requireLowercase,
        AllowUsersToChangePassword: policy.allowUsersToChangePassword,
        ExpirePasswords: maxAgeDays !== undefined,
        ...(maxAgeDays !== undefined && { MaxPasswordAge: maxAgeDays }),
        ...(reusePrevention !== undefined && { PasswordReusePrevention: reusePrevention }),
        ...(hardExpiry !== undefined && { HardExpiry: hardExpiry }),
      },
    }
  },
})
