import * as iam from '@hostler/wire/models/iam'
import { mayOn, userNamed } from '../asks.ts'
import { listFaults, userFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

export const ListAttachedUserPolicies = operation(iam.ListAttachedUserPolicies, {
  asks: ({ UserName }, _, parts, call) => mayOn(userNamed(UserName, call), 'ListAttachedUserPolicies', parts, call),
  faults: { ...userFaults, ...listFaults },
  async run(input, { policies }, call) {
    const attached = await policies.listAttached(userNamed(input.UserName, call), input.PathPrefix ?? '/')
    const page = pageOfList(attached, ({ name, arn }) => `${name} ${arn}`, pageRequest(input))
    const AttachedPolicies = page.items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }))
    return { AttachedPolicies, ...renderPage(page) }
  },
})
