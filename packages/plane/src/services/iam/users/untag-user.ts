import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const UntagUser = operation(iam.UntagUser, {
  asks: ({ UserName, TagKeys }, _, parts, call) =>
    mayOn(userNamed(UserName, call), 'UntagUser', parts, call, { 'aws:tagkeys': TagKeys }),
  faults: userFaults,
  async run({ UserName, TagKeys }, { tags }, call) {
    await tags.remove(userNamed(UserName, call), TagKeys)
    return {}
  },
})
