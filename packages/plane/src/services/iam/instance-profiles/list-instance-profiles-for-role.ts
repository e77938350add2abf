import * as iam from '@hostler/wire/models/iam'
import { mayOn, roleNamed } from '../asks.ts'
import { listFaults, roleFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'
import { renderProfile } from '../render.ts'

export const ListInstanceProfilesForRole = operation(iam.ListInstanceProfilesForRole, {
  asks: ({ RoleName }, _, parts, call) => mayOn(roleNamed(RoleName, call), 'ListInstanceProfilesForRole', parts, call),
  faults: { ...roleFaults, ...listFaults },
  async run(input, { instanceProfiles, roles }, { accountId }) {
    const found = await instanceProfiles.listForRole(accountId, input.RoleName)
    const page = pageOfList(found, ({ profile }) => profile.name.toLowerCase(), pageRequest(input))
    const InstanceProfiles = await Promise.all(page.items.map(each => renderProfile(each, roles)))
    return { InstanceProfiles, ...renderPage(page) }
  },
})
