import * as organizations from '@hostler/wire/models/organizations'
import { mayOrganize, requestTags, taggedIn } from '../asks.ts'
import { tagFaults } from '../errors.ts'
import { renderRequest } from '../render.ts'
import { readTags } from '../tags/read-tags.ts'
import { operation } from '../organizations-operation.ts'

const defaultRole = 'OrganizationAccountAccessRole'

/**
 * The account is there at once, so the first answer already says how it went; AWS's says IN_PROGRESS. Nobody signs in to
 * it but through the role, which trusts the management account.
 */
export const CreateAccount = operation(organizations.CreateAccount, {
  async asks({ Tags }, _, parts, call) {
    const context = requestTags(Tags)
    const create = await mayOrganize('CreateAccount', [], parts, call, context)
    return Tags?.length ? [...create, ...(await mayOrganize('TagResource', [], parts, call, context))] : create
  },
  faults: tagFaults,
  async run({ AccountName, Email, RoleName = defaultRole, Tags }, parts, call) {
    const tags = readTags(Tags)
    const request = await parts.accounts.create(call, { name: AccountName, email: Email, roleName: RoleName })
    if (request.accountId !== undefined && tags.size > 0) {
      const organization = await parts.organizations.getManaged(call.accountId)
      await parts.tags.put(taggedIn(organization, request.accountId), tags)
    }
    return { CreateAccountStatus: renderRequest(request) }
  },
})
