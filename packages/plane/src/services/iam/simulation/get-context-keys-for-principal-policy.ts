import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { reportFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { contextKeysOf } from './context-keys-of.ts'
import { readPolicies } from './read-simulation.ts'

export const GetContextKeysForPrincipalPolicy = operation(iam.GetContextKeysForPrincipalPolicy, {
  asks: ({ PolicySourceArn }) => [may('iam:GetContextKeysForPrincipalPolicy', PolicySourceArn)],
  faults: reportFaults,
  async run({ PolicySourceArn, PolicyInputList }, { policySources }, { accountId, now }) {
    const { identity } = await policySources.get(accountId, PolicySourceArn, now)
    const given = readPolicies(PolicyInputList, 'PolicyInputList', 'identity')
    return { ContextKeyNames: contextKeysOf([...identity, ...given]) }
  },
})
