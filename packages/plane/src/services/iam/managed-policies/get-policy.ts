import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderPolicy } from './render-policy.ts'

export const GetPolicy = operation(iam.GetPolicy, {
  asks: ({ PolicyArn }) => [may('iam:GetPolicy', PolicyArn)],
  faults: policyFaults,
  async run({ PolicyArn }, { managedPolicies }, { accountId }) {
    return { Policy: renderPolicy(await managedPolicies.getUse(accountId, PolicyArn)) }
  },
})
