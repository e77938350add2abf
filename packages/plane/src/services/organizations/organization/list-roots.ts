import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize } from '../asks.ts'
import { listFaults } from '../errors.ts'
import { pageOf } from '../paging.ts'
import { renderRoot } from '../render.ts'
import { operation } from '../organizations-operation.ts'

/** An organization has one. */
export const ListRoots = operation(organizations.ListRoots, {
  asks: (_, __, parts, call) => mayOrganize('ListRoots', [], parts, call),
  faults: listFaults,
  async run(input, parts, { accountId }) {
    const { items, next } = pageOf([renderRoot(await parts.organizations.getManaged(accountId))], input)
    return { Roots: items, ...next }
  },
})
