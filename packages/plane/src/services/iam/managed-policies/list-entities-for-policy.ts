import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import type { PolicyHolders } from '../../../domain/policy/managed-policies.ts'
import { listFaults, policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListEntitiesForPolicy = operation(iam.ListEntitiesForPolicy, {
  asks: ({ PolicyArn }) => [may('iam:ListEntitiesForPolicy', PolicyArn)],
  faults: { ...policyFaults, ...listFaults },
  async run(input, { managedPolicies }, { accountId }) {
    const { PolicyArn, EntityFilter, PathPrefix = '/', PolicyUsageFilter } = input
    const found =
      PolicyUsageFilter === 'PermissionsBoundary'
        ? await managedPolicies.listBoundedBy(accountId, PolicyArn)
        : await managedPolicies.listAttachedTo(accountId, PolicyArn)
    const entities = tell(found).filter(
      ({ kind, path }) => (EntityFilter === undefined || EntityFilter === kind) && path.startsWith(PathPrefix),
    )
    const page = pageOfList(entities, ({ kind, name }) => `${kind} ${name.toLowerCase()}`, pageRequest(input))
    const users = page.items.filter(({ kind }) => kind === 'User')
    const roles = page.items.filter(({ kind }) => kind === 'Role')
    return {
      PolicyGroups: [],
      PolicyUsers: users.map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: roles.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...renderPage(page),
    }
  },
})

function tell({ users, roles }: PolicyHolders) {
  return [...users.map(user => ({ ...user, kind: 'User' })), ...roles.map(role => ({ ...role, kind: 'Role' }))]
}
