import * as iam from '@hostler/wire/models/iam'
import type { PolicyHolders } from '../../../domain/policy/policy-holders.ts'
import { mayOn, policyNamed } from '../asks.ts'
import { listFaults, policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListEntitiesForPolicy = operation(iam.ListEntitiesForPolicy, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'ListEntitiesForPolicy', parts, call),
  faults: { ...policyFaults, ...listFaults },
  async run(input, { managedPolicies }, { accountId }) {
    const { PolicyArn, EntityFilter, PathPrefix = '/', PolicyUsageFilter } = input
    const attached = tell(await managedPolicies.listAttachedTo(accountId, PolicyArn))
    const bounded = tell(await managedPolicies.listBoundedBy(accountId, PolicyArn))
    // Without a filter both uses count, and who uses it both ways is told once.
    const found = [
      ...(PolicyUsageFilter === 'PermissionsBoundary' ? [] : attached),
      ...(PolicyUsageFilter === 'PermissionsPolicy' ? [] : bounded),
    ]
    const entities = [...new Map(found.map(entity => [entity.id, entity])).values()].filter(
      ({ kind, path }) => (EntityFilter === undefined || EntityFilter === kind) && path.startsWith(PathPrefix),
    )
    const page = pageOfList(entities, ({ kind, name }) => `${kind} ${name.toLowerCase()}`, pageRequest(input))
    const groups = page.items.filter(({ kind }) => kind === 'Group')
    const users = page.items.filter(({ kind }) => kind === 'User')
    const roles = page.items.filter(({ kind }) => kind === 'Role')
    return {
      PolicyGroups: groups.map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: users.map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: roles.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...renderPage(page),
    }
  },
})

function tell({ users, groups, roles }: PolicyHolders) {
  return [
    ...groups.map(group => ({ ...group, kind: 'Group' })),
    ...users.map(user => ({ ...user, kind: 'User' })),
    ...roles.map(role => ({ ...role, kind: 'Role' })),
  ]
}
