import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { renderRequest } from '../render.ts'
import { operation } from '../organizations-operation.ts'

export const ListCreateAccountStatus = operation(organizations.ListCreateAccountStatus, {
  asks: (_, __, parts, call) => mayOrganize('ListCreateAccountStatus', [], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const { requests } = await parts.organizations.getManaged(accountId)
    const { items, next } = pageOf(
      requests.filter(({ state }) => !input.States?.length || input.States.includes(state)),
      input,
    )
    return { CreateAccountStatuses: items.map(renderRequest), ...next }
  },
})
