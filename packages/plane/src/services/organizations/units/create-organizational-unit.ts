import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize, requestTags, taggedIn } from '../asks.ts'
import { constraintViolation, parentNotFound, tagFaults, unitFaults } from '../errors.ts'
import { renderUnit } from '../render.ts'
import { readTags } from '../tags/read-tags.ts'
import { operation } from '../organizations-operation.ts'

export const CreateOrganizationalUnit = operation(organizations.CreateOrganizationalUnit, {
  async asks({ ParentId, Tags }, _, parts, call) {
    const context = requestTags(Tags)
    const create = await mayOrganize('CreateOrganizationalUnit', [ParentId], parts, call, context)
    return Tags?.length ? [...create, ...(await mayOrganize('TagResource', [], parts, call, context))] : create
  },
  faults: {
    ...unitFaults,
    ...tagFaults,
    'parent.not-found': parentNotFound,
    'unit-depth.limit-exceeded': () =>
      constraintViolation(
        'OU_DEPTH_LIMIT_EXCEEDED',
        'You attempted to create an OU tree that is too many levels deep.',
      ),
  },
  async run({ ParentId, Name, Tags }, parts, call) {
    const tags = readTags(Tags)
    const unit = await parts.units.create(call, { parentId: ParentId, name: Name })
    const organization = await parts.organizations.getManaged(call.accountId)
    if (tags.size > 0) await parts.tags.put(taggedIn(organization, unit.id), tags)
    return { OrganizationalUnit: renderUnit(organization, unit) }
  },
})
