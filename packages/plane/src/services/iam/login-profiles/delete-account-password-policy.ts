import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { passwordPolicyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteAccountPasswordPolicy = operation(iam.DeleteAccountPasswordPolicy, {
  asks: () => [may('iam:DeleteAccountPasswordPolicy', '*')],
  faults: passwordPolicyFaults,
  async run(_input, { passwordPolicies }, { accountId }) {
    await passwordPolicies.delete(accountId)
    return {}
  },
})
