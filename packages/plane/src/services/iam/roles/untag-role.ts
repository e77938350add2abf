import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const UntagRole = operation(iam.UntagRole, {
  asks: ({ RoleName, TagKeys }, _, parts, call) =>
    mayOn(roleNamed(RoleName, call), 'UntagRole', parts, call, { 'aws:tagkeys': TagKeys }),
  faults: roleFaults,
  async run({ RoleName, TagKeys }, { tags }, call) {
    await tags.remove(roleNamed(RoleName, call), TagKeys)
    return {}
  },
})
