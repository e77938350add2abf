import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, userNamed } from '../asks.ts'
import { noSuchUserPolicy, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const DeleteUserPolicy = operation(iam.DeleteUserPolicy, {
  asks: ({ UserName }, _, parts, call) => mayChangePolicies(userNamed(UserName, call), 'DeleteUserPolicy', parts, call),
  faults: { ...userFaults, 'inline-policy.not-found': noSuchUserPolicy },
  async run({ UserName, PolicyName }, { policies }, call) {
    await policies.deleteInline(userNamed(UserName, call), PolicyName)
    return {}
  },
})
