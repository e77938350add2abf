import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { listFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListRolePolicies = operation(iam.ListRolePolicies, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'ListRolePolicies', parts, call),
  faults: { ...roleFaults, ...listFaults },
  async run(input, { policies }, call) {
    const names = await policies.listInline(roleNamed(input.RoleName, call))
    const page = pageOfList(names, name => name, pageRequest(input))
    return { PolicyNames: page.items, ...renderPage(page) }
  },
})
