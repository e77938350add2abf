import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import type { GrantingPolicy } from '../../../access/access-advisor.ts'
import { listFaults, reportFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'

/** For each namespace that is asked about, in the order given: the policies that allow something of it. */
export const ListPoliciesGrantingServiceAccess = operation(iam.ListPoliciesGrantingServiceAccess, {
  asks: ({ Arn }) => [may('iam:ListPoliciesGrantingServiceAccess', Arn)],
  faults: { ...reportFaults, ...listFaults },
  async run(input, { accessAdvisor }, { accountId }) {
    const policiesGranting = await accessAdvisor.grantsOf(accountId, input.Arn)
    const page = pageOfList(input.ServiceNamespaces, byPosition, pageRequest(input))
    const entries = page.items.map(namespace => ({
      ServiceNamespace: namespace,
      Policies: policiesGranting(namespace).map(renderPolicy),
    }))
    return { PoliciesGrantingServiceAccess: entries, ...renderPage(page) }
  },
})

function renderPolicy({ name, arn, holder }: GrantingPolicy): iam.PolicyGrantingServiceAccess {
  if (arn !== undefined) return { PolicyName: name, PolicyType: 'MANAGED', PolicyArn: arn }
  return {
    PolicyName: name,
    PolicyType: 'INLINE',
    ...(holder && { EntityType: holder.type.toUpperCase(), EntityName: holder.name }),
  }
}
