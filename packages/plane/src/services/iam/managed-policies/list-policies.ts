import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import type { PolicyUse } from '../../../domain/policy/managed-policies.ts'
import type { ManagedPolicy } from '../../../domain/policy/managed-policy.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderPolicy } from './render-policy.ts'

export const ListPolicies = operation(iam.ListPolicies, {
  // AWS asks about this text, not about an ARN.
  asks: ({ PathPrefix = '/' }) => [may('iam:ListPolicies', `policy path ${PathPrefix}`)],
  faults: listFaults,
  async run(input, { managedPolicies }, { accountId }) {
    const uses = await managedPolicies.listUses(accountId, input.PathPrefix ?? '/')
    const chosen = uses
      .filter(({ policy }) => isOfScope(policy, input.Scope))
      .filter(use => !input.OnlyAttached || countOf(use, input.PolicyUsageFilter) > 0)
    // An account may give its policy the name that one of AWS's has.
    const page = pageOfList(chosen, ({ policy }) => `${policy.name} ${policy.arn}`, pageRequest(input))
    return { Policies: page.items.map(use => renderPolicy(use)), ...renderPage(page) }
  },
})

/** `AWS`, `Local` for the account's own, else all. */
function isOfScope({ own }: ManagedPolicy, scope: string | undefined): boolean {
  if (scope === 'AWS') return own === undefined
  return scope !== 'Local' || own !== undefined
}

function countOf({ attachmentCount, boundaryCount }: PolicyUse, usage: string | undefined): number {
  if (usage === undefined) return attachmentCount + boundaryCount
  return usage === 'PermissionsBoundary' ? boundaryCount : attachmentCount
}
