import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { listFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListAttachedRolePolicies = operation(iam.ListAttachedRolePolicies, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'ListAttachedRolePolicies', parts, call),
  faults: { ...roleFaults, ...listFaults },
  async run(input, { policies }, call) {
    const attached = await policies.listAttached(roleNamed(input.RoleName, call), input.PathPrefix ?? '/')
    const page = pageOfList(attached, ({ name, arn }) => `${name} ${arn}`, pageRequest(input))
    const AttachedPolicies = page.items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }))
    return { AttachedPolicies, ...renderPage(page) }
  },
})
