import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { listFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListUserPolicies = operation(iam.ListUserPolicies, {
  asks: ({ UserName }, _, parts, call) => mayOn(userNamed(UserName, call), 'ListUserPolicies', parts, call),
  faults: { ...userFaults, ...listFaults },
  async run(input, { policies }, call) {
    const names = await policies.listInline(userNamed(input.UserName, call))
    const page = pageOfList(names, name => name, pageRequest(input))
    return { PolicyNames: page.items, ...renderPage(page) }
  },
})
