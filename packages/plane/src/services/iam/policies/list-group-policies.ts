import * as iam from '@hostler/wire/models/iam'
import { mayOn, groupNamed } from '../asks.ts'
import { listFaults, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListGroupPolicies = operation(iam.ListGroupPolicies, {
  asks: ({ GroupName }, _, parts, call) => mayOn(groupNamed(GroupName, call), 'ListGroupPolicies', parts, call),
  faults: { ...groupFaults, ...listFaults },
  async run(input, { policies }, call) {
    const names = await policies.listInline(groupNamed(input.GroupName, call))
    const page = pageOfList(names, name => name, pageRequest(input))
    return { PolicyNames: page.items, ...renderPage(page) }
  },
})
