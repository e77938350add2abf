import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { roleFaults, trustFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const UpdateAssumeRolePolicy = operation(iam.UpdateAssumeRolePolicy, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'UpdateAssumeRolePolicy', parts, call),
  faults: { ...roleFaults, ...trustFaults },
  async run({ RoleName, PolicyDocument }, { roles }, call) {
    await roles.updateTrust(call, RoleName, PolicyDocument)
    return {}
  },
})
