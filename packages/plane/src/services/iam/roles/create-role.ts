import * as iam from '@hostler/wire/models/iam'
import { mayCreate } from '../asks.ts'
import { entityAlreadyExists, invalidInput, noSuchBoundary, tagFaults, trustFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { readTags } from '../read-tags.ts'
import { renderRole } from '../render.ts'

const defaultSessionSeconds = 3600

export const CreateRole = operation(iam.CreateRole, {
  asks: (input, names) => mayCreate('Role', names.role((input.Path ?? '/') + input.RoleName), input),
  faults: {
    ...tagFaults,
    ...trustFaults,
    'role.already-exists': ({ id }) => entityAlreadyExists(`Role with name ${id} already exists.`),
    'role-path.invalid': ({ id }) => invalidInput(`Path ${id} is reserved for roles of AWS services.`),
    'boundary.not-found': noSuchBoundary,
  },
  async run(input, { roles }, call) {
    const tags = readTags(input.Tags)
    const role = await roles.create(call, {
      name: input.RoleName,
      path: input.Path ?? '/',
      description: input.Description ?? '',
      trustPolicy: input.AssumeRolePolicyDocument,
      maxSessionSeconds: input.MaxSessionDuration ?? defaultSessionSeconds,
      boundaryArn: input.PermissionsBoundary,
      tags,
    })
    return { Role: await renderRole(role, roles, tags) }
  },
})
