import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { operation } from '../iam-operation.ts'

/** Sets the whole policy: what is left out goes back to its default. */
export const UpdateAccountPasswordPolicy = operation(iam.UpdateAccountPasswordPolicy, {
  asks: () => [may('iam:UpdateAccountPasswordPolicy', '*')],
  faults: {},
  async run(input, { passwordPolicies }, { accountId }) {
    await passwordPolicies.put(accountId, {
      minimumLength: input.MinimumPasswordLength ?? 6,
      requireSymbols: input.RequireSymbols ?? false,
      requireNumbers: input.RequireNumbers ?? false,
      requireUppercase: input.RequireUppercaseCharacters ?? false,
      requireLowercase: input.RequireLowercaseCharacters ?? false,
      allowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
      ...(input.MaxPasswordAge !== undefined && { maxAgeDays: input.MaxPasswordAge }),
      ...(input.PasswordReusePrevention !== undefined && { reusePrevention: input.PasswordReusePrevention }),
      ...(input.HardExpiry !== undefined && { hardExpiry: input.HardExpiry }),
    })
    return {}
  },
})
