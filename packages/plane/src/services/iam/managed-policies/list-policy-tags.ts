import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { listFaults, policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderTags } from '../render.ts'

/** AWS's policies have none. */
export const ListPolicyTags = operation(iam.ListPolicyTags, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'ListPolicyTags', parts, call),
  faults: { ...policyFaults, ...listFaults },
  async run(input, { managedPolicies, tags }, call) {
    const { own } = await managedPolicies.get(call.accountId, input.PolicyArn)
    const found = own ? renderTags(await tags.list(policyNamed(input.PolicyArn, call))) : []
    const page = pageOfList(found, byPosition, pageRequest(input))
    return { Tags: page.items, ...renderPage(page) }
  },
})
