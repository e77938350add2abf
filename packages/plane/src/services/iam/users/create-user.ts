import * as iam from '@hostler/wire/models/iam'
import { mayCreate } from '../asks.ts'
import { entityAlreadyExists, noSuchBoundary, tagFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'
import { renderUser } from '../render.ts'

export const CreateUser = operation(iam.CreateUser, {
  asks: (input, names) => mayCreate('User', names.user((input.Path ?? '/') + input.UserName), input),
  faults: {
    ...tagFaults,
    'user.already-exists': ({ id }) => entityAlreadyExists(`User with name ${id} already exists.`),
    'boundary.not-found': noSuchBoundary,
  },
  async run({ UserName, Path = '/', PermissionsBoundary, Tags }, { users }, call) {
    const tags = readTags(Tags)
    const user = await users.create(call, { name: UserName, path: Path, boundaryArn: PermissionsBoundary, tags })
    return { User: renderUser(user, tags) }
  },
})
