import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { entityAlreadyExists } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { renderGroup } from '../render.ts'

export const CreateGroup = operation(iam.CreateGroup, {
  asks: ({ GroupName, Path = '/' }, names) => [may('iam:CreateGroup', names.group(Path + GroupName))],
  faults: { 'group.already-exists': ({ id }) => entityAlreadyExists(`Group with name ${id} already exists.`) },
  async run({ GroupName, Path = '/' }, { groups }, call) {
    return { Group: renderGroup(await groups.create(call, { name: GroupName, path: Path })) }
  },
})
