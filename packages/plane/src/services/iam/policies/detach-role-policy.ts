import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, roleNamed } from '../asks.ts'
import { policyFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DetachRolePolicy = operation(iam.DetachRolePolicy, {
  asks: ({ RoleName, PolicyArn }, _, parts, call) =>
    mayChangePolicies(roleNamed(RoleName, call), 'DetachRolePolicy', parts, call, PolicyArn),
  faults: { ...roleFaults, ...policyFaults },
  async run({ RoleName, PolicyArn }, { policies }, call) {
    await policies.detach(roleNamed(RoleName, call), PolicyArn)
    return {}
  },
})
