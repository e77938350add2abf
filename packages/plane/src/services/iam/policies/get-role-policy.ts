import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { noSuchRolePolicy, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderDocument } from '../render.ts'

export const GetRolePolicy = operation(iam.GetRolePolicy, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'GetRolePolicy', parts, call),
  faults: { ...roleFaults, 'inline-policy.not-found': noSuchRolePolicy },
  async run({ RoleName, PolicyName }, { policies }, call) {
    const policy = await policies.getInline(roleNamed(RoleName, call), PolicyName)
    return { RoleName, PolicyName: policy.name, PolicyDocument: renderDocument(policy.document) }
  },
})
