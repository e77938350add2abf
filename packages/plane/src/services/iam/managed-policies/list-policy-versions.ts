import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults, policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderVersion } from './render-policy.ts'

export const ListPolicyVersions = operation(iam.ListPolicyVersions, {
  asks: ({ PolicyArn }) => [may('iam:ListPolicyVersions', PolicyArn)],
  faults: { ...policyFaults, ...listFaults },
  async run(input, { managedPolicies }) {
    const versions = [renderVersion(managedPolicies.get(input.PolicyArn))]
    const page = pageOfList(versions, byPosition, pageRequest(input))
    return { Versions: page.items, ...renderPage(page) }
  },
})
