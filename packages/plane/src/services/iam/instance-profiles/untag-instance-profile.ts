import * as iam from '@hostler/wire/models/iam'
import { mayOn, profileNamed } from '../asks.ts'
import { profileFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'

export const UntagInstanceProfile = operation(iam.UntagInstanceProfile, {
  asks: ({ InstanceProfileName, TagKeys }, _, parts, call) =>
    mayOn(profileNamed(InstanceProfileName, call), 'UntagInstanceProfile', parts, call, { 'aws:tagkeys': TagKeys }),
  faults: profileFaults,
  async run({ InstanceProfileName, TagKeys }, { tags }, call) {
    await tags.remove(profileNamed(InstanceProfileName, call), TagKeys)
    return {}
  },
})
