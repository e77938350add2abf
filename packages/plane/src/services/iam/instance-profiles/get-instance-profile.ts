import * as iam from '@hostler/wire/models/iam'
import { mayOn, profileNamed } from '../asks.ts'
import { profileFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderProfile } from '../render.ts'

export const GetInstanceProfile = operation(iam.GetInstanceProfile, {
  asks: ({ InstanceProfileName }, _, parts, call) =>
    mayOn(profileNamed(InstanceProfileName, call), 'GetInstanceProfile', parts, call),
  faults: profileFaults,
  async run({ InstanceProfileName }, { instanceProfiles, roles, tags }, call) {
    const found = await instanceProfiles.get(call.accountId, InstanceProfileName)
    const own = await tags.list(profileNamed(InstanceProfileName, call))
    return { InstanceProfile: await renderProfile(found, roles, own) }
  },
})
