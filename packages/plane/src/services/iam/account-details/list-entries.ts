import type { Group } from '../../../domain/group/group.ts'
import { listAll, type PageRequest } from '../../../domain/basics/page.ts'
import type { PolicyUse } from '../../../domain/policy/managed-policies.ts'
import type { Role } from '../../../domain/role/role.ts'
import type { User } from '../../../domain/user/user.ts'
import type { IamParts } from '../iam-operation.ts'

export type Entry =
  | { readonly kind: 'User'; readonly user: User }
  | { readonly kind: 'Group'; readonly group: Group }
  | { readonly kind: 'Role'; readonly role: Role }
  | { readonly kind: 'Policy'; readonly use: PolicyUse }

/** Everything that details are told of. @param filter kinds as IAM names them; all when empty */
export async function listEntries(
  accountId: string,
  filter: readonly string[],
  { users, groups, roles, managedPolicies }: IamParts,
): Promise<readonly Entry[]> {
  const isWanted = (kind: string) => filter.length === 0 || filter.includes(kind)
  const page = (after?: string): PageRequest => ({ limit: 1_000, ...(after !== undefined && { after }) })
  const allUsers = isWanted('User') ? await listAll(after => users.list(accountId, '/', page(after))) : []
  const allGroups = isWanted('Group') ? await listAll(after => groups.list(accountId, '/', page(after))) : []
  const allRoles = isWanted('Role') ? await listAll(after => roles.list(accountId, '/', page(after))) : []
  const uses = await managedPolicies.listUses(accountId, '/')
  return [
    ...allUsers.map(user => ({ kind: 'User', user }) as const),
    ...allGroups.map(group => ({ kind: 'Group', group }) as const),
    ...allRoles.map(role => ({ kind: 'Role', role }) as const),
    ...uses.filter(use => isWanted(kindOf(use)) && isTold(use)).map(use => ({ kind: 'Policy', use }) as const),
  ]
}

function kindOf({ policy }: PolicyUse): string {
  return policy.own ? 'LocalManagedPolicy' : 'AWSManagedPolicy'
}

/** Of AWS's policies those that the account uses. */
function isTold({ policy, attachmentCount, boundaryCount }: PolicyUse): boolean {
  return policy.own !== undefined || attachmentCount + boundaryCount > 0
}
