import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, roleNamed } from '../asks.ts'
import { attachFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const AttachRolePolicy = operation(iam.AttachRolePolicy, {
  asks: ({ RoleName, PolicyArn }, _, parts, call) =>
    mayChangePolicies(roleNamed(RoleName, call), 'AttachRolePolicy', parts, call, PolicyArn),
  faults: { ...roleFaults, ...attachFaults('PoliciesPerRole: 10') },
  async run({ RoleName, PolicyArn }, { policies }, call) {
    await policies.attach(roleNamed(RoleName, call), PolicyArn, call.now)
    return {}
  },
})
