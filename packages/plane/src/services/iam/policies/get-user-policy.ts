import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { noSuchUserPolicy, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderDocument } from '../render.ts'

export const GetUserPolicy = operation(iam.GetUserPolicy, {
  asks: ({ UserName }, _, parts, call) => mayOn(userNamed(UserName, call), 'GetUserPolicy', parts, call),
  faults: { ...userFaults, 'inline-policy.not-found': noSuchUserPolicy },
  async run({ UserName, PolicyName }, { policies }, call) {
    const policy = await policies.getInline(userNamed(UserName, call), PolicyName)
    return { UserName, PolicyName: policy.name, PolicyDocument: renderDocument(policy.document) }
  },
})
