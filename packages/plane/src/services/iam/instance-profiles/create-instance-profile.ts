import * as iam from '@hostler/wire/models/iam'
import { mayCreate } from '../asks.ts'
import { entityAlreadyExists, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'
import { renderProfile } from '../render.ts'

export const CreateInstanceProfile = operation(iam.CreateInstanceProfile, {
  asks: (input, names) =>
    mayCreate('InstanceProfile', names.instanceProfile((input.Path ?? '/') + input.InstanceProfileName), input),
  faults: {
    ...tagFaults,
    'instance-profile.already-exists': ({ id }) => entityAlreadyExists(`Instance Profile ${id} already exists.`),
  },
  async run({ InstanceProfileName, Path = '/', Tags }, { instanceProfiles, roles }, call) {
    const tags = readTags(Tags)
    const profile = await instanceProfiles.create(call, { name: InstanceProfileName, path: Path, tags })
    return { InstanceProfile: await renderProfile({ profile }, roles, tags) }
  },
})
