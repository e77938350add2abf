import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { listEntries } from './list-entries.ts'
import { renderGroupDetail, renderPolicyDetail, renderRoleDetail, renderUserDetail } from './render-details.ts'

/** Users, groups, roles and policies with all that they may do, in this order, page by page. */
export const GetAccountAuthorizationDetails = operation(iam.GetAccountAuthorizationDetails, {
  asks: () => [may('iam:GetAccountAuthorizationDetails', '*')],
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const entries = await listEntries(accountId, input.Filter ?? [], parts)
    const page = pageOfList(entries, byPosition, pageRequest(input))
    const of = <Kind extends (typeof entries)[number]['kind']>(kind: Kind) =>
      page.items.filter((entry): entry is Extract<(typeof entries)[number], { kind: Kind }> => entry.kind === kind)
    return {
      UserDetailList: await Promise.all(of('User').map(({ user }) => renderUserDetail(user, parts))),
      GroupDetailList: await Promise.all(of('Group').map(({ group }) => renderGroupDetail(group, parts))),
      RoleDetailList: await Promise.all(of('Role').map(({ role }) => renderRoleDetail(role, parts))),
      Policies: await Promise.all(of('Policy').map(({ use }) => renderPolicyDetail(accountId, use, parts))),
      ...renderPage(page),
    }
  },
})
