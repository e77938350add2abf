import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { operation } from '../iam-operation.ts'
import { contextKeysOf } from './context-keys-of.ts'
import { readPolicies } from './read-simulation.ts'

export const GetContextKeysForCustomPolicy = operation(iam.GetContextKeysForCustomPolicy, {
  asks: () => [may('iam:GetContextKeysForCustomPolicy', '*')],
  faults: {},
  run: ({ PolicyInputList }) =>
    Promise.resolve({
      ContextKeyNames: contextKeysOf(readPolicies(PolicyInputList, 'PolicyInputList', 'identity')),
    }),
})
