import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, roleNamed } from '../asks.ts'
import { documentFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const PutRolePolicy = operation(iam.PutRolePolicy, {
  asks: ({ RoleName }, _, parts, call) => mayChangePolicies(roleNamed(RoleName, call), 'PutRolePolicy', parts, call),
  faults: { ...roleFaults, ...documentFaults },
  async run({ RoleName, PolicyName, PolicyDocument }, { policies }, call) {
    await policies.putInline(roleNamed(RoleName, call), { name: PolicyName, document: PolicyDocument })
    return {}
  },
})
