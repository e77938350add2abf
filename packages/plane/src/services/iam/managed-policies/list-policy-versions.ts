import * as iam from '@hostler/wire/models/iam'
import { mayOn, policyNamed } from '../asks.ts'
import { listFaults, policyFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'
import { listVersions } from './list-versions.ts'

/** Leaves the documents out, as AWS does. */
export const ListPolicyVersions = operation(iam.ListPolicyVersions, {
  asks: ({ PolicyArn }, _, parts, call) => mayOn(policyNamed(PolicyArn, call), 'ListPolicyVersions', parts, call),
  faults: { ...policyFaults, ...listFaults },
  async run(input, parts, { accountId }) {
    const versions = (await listVersions(accountId, input.PolicyArn, parts)).map(({ version }) => version)
    const page = pageOfList(versions, byPosition, pageRequest(input))
    return { Versions: page.items, ...renderPage(page) }
  },
})
