import * as iam from '@hostler/wire/models/iam'
import { mayOn, groupNamed } from '../asks.ts'
import { listFaults, groupFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListAttachedGroupPolicies = operation(iam.ListAttachedGroupPolicies, {
  asks: ({ GroupName }, _, parts, call) => mayOn(groupNamed(GroupName, call), 'ListAttachedGroupPolicies', parts, call),
  faults: { ...groupFaults, ...listFaults },
  async run(input, { policies }, call) {
    const attached = await policies.listAttached(groupNamed(input.GroupName, call), input.PathPrefix ?? '/')
    const page = pageOfList(attached, ({ name, arn }) => `${name} ${arn}`, pageRequest(input))
    const AttachedPolicies = page.items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }))
    return { AttachedPolicies, ...renderPage(page) }
  },
})
