import * as iam from '@hostler/wire/models/iam'
import { groupNamed, mayOn } from '../asks.ts'
import { groupFaults, listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderGroup, renderUser } from '../render.ts'

/** The group and a page of its users. */
export const GetGroup = operation(iam.GetGroup, {
  asks: ({ GroupName }, _, parts, call) => mayOn(groupNamed(GroupName, call), 'GetGroup', parts, call),
  faults: { ...groupFaults, ...listFaults },
  async run(input, { groups }, { accountId }) {
    const group = await groups.get(accountId, input.GroupName)
    const members = await groups.listMembers(accountId, input.GroupName)
    const page = pageOfList(members, ({ name }) => name.toLowerCase(), pageRequest(input))
    const Users = page.items.map(user => renderUser({ ...user, boundaryArn: undefined }))
    return { Group: renderGroup(group), Users, ...renderPage(page) }
  },
})
