import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, userNamed } from '../asks.ts'
import { documentFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const PutUserPolicy = operation(iam.PutUserPolicy, {
  asks: ({ UserName }, _, parts, call) => mayChangePolicies(userNamed(UserName, call), 'PutUserPolicy', parts, call),
  faults: { ...userFaults, ...documentFaults },
  async run({ UserName, PolicyName, PolicyDocument }, { policies }, call) {
    await policies.putInline(userNamed(UserName, call), { name: PolicyName, document: PolicyDocument })
    return {}
  },
})
