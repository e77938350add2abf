import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import type { PolicyUse } from '../../../domain/policy/managed-policies.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderPolicy } from './render-policy.ts'

export const ListPolicies = operation(iam.ListPolicies, {
  // AWS asks about this text, not about an ARN.
  asks: ({ PathPrefix = '/' }) => [may('iam:ListPolicies', `policy path ${PathPrefix}`)],
  faults: listFaults,
  async run(input, { managedPolicies }, { accountId }) {
    // Scope Local means policies of the account itself, of which there are none.
    const uses = input.Scope === 'Local' ? [] : await managedPolicies.listUses(accountId, input.PathPrefix ?? '/')
    const chosen = uses.filter(use => !input.OnlyAttached || countOf(use, input.PolicyUsageFilter) > 0)
    const page = pageOfList(chosen, ({ policy }) => policy.name, pageRequest(input))
    return { Policies: page.items.map(renderPolicy), ...renderPage(page) }
  },
})

function countOf({ attachmentCount, boundaryCount }: PolicyUse, usage: string | undefined): number {
  if (usage === undefined) return attachmentCount + boundaryCount
  return usage === 'PermissionsBoundary' ? boundaryCount : attachmentCount
}
