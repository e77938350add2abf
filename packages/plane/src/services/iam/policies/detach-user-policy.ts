import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, userNamed } from '../asks.ts'
import { policyFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DetachUserPolicy = operation(iam.DetachUserPolicy, {
  asks: ({ UserName, PolicyArn }, _, parts, call) =>
    mayChangePolicies(userNamed(UserName, call), 'DetachUserPolicy', parts, call, PolicyArn),
  faults: { ...userFaults, ...policyFaults },
  async run({ UserName, PolicyArn }, { policies }, call) {
    await policies.detach(userNamed(UserName, call), PolicyArn)
    return {}
  },
})
