import * as iam from '@hostler/wire/models/iam'
import { mayChangePolicies, userNamed } from '../asks.ts'
import { attachFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const AttachUserPolicy = operation(iam.AttachUserPolicy, {
  asks: ({ UserName, PolicyArn }, _, parts, call) =>
    mayChangePolicies(userNamed(UserName, call), 'AttachUserPolicy', parts, call, PolicyArn),
  faults: { ...userFaults, ...attachFaults('PoliciesPerUser: 10') },
  async run({ UserName, PolicyArn }, { policies }, call) {
    await policies.attach(userNamed(UserName, call), PolicyArn, call.now)
    return {}
  },
})
