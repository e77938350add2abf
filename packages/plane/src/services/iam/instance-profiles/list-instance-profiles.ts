import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { listFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageRequest, renderPage } from '../paging.ts'
import { renderProfile } from '../render.ts'

export const ListInstanceProfiles = operation(iam.ListInstanceProfiles, {
  asks: ({ PathPrefix = '/' }, names) => [may('iam:ListInstanceProfiles', names.instanceProfile(PathPrefix))],
  faults: listFaults,
  async run(input, { instanceProfiles, roles }, { accountId }) {
    const page = await instanceProfiles.list(accountId, input.PathPrefix ?? '/', pageRequest(input))
    const InstanceProfiles = await Promise.all(page.items.map(each => renderProfile(each, roles)))
    return { InstanceProfiles, ...renderPage(page) }
  },
})
