import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { listFaults, ownPolicyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderTags } from '../render.ts'
import { requireOwnPolicy } from './require-own-policy.ts'

export const ListPolicyTags = operation(iam.ListPolicyTags, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'ListPolicyTags', parts, call),
  faults: { ...ownPolicyFaults, ...listFaults },
  async run(input, { tags }, call) {
    requireOwnPolicy(input.PolicyArn, 'ListPolicyTags', call)
    const found = renderTags(await tags.list(policyNamed(input.PolicyArn, call)))
    const page = pageOfList(found, byPosition, pageRequest(input))
    return { Tags: page.items, ...renderPage(page) }
  },
})
