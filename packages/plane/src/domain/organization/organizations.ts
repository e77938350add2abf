// Organizations as such: made by an account that becomes the management account, shown, and deleted when empty. Also
// the way in for every other verb: only the management account changes anything.
import { DomainError } from '../basics/errors.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Reader, Storage, Writer } from '../storage.ts'
import type { Organization } from './organization.ts'
import { newOrganizationId, newRootId } from './organization-names.ts'
import { findAccount } from './organization-tree.ts'

export interface Organizations {
  /** The organization that an account is in, whoever asks. */
  find(accountId: string): Promise<Organization | undefined>
  /** Throws `organization.not-found` for an account that is in none. */
  get(accountId: string): Promise<Organization>
  /** As {@link get}, for the management account: throws `organization.denied` for every other. */
  getManaged(accountId: string): Promise<Organization>
  /** Throws `organization.already-exists` for an account that is in one. */
  create(context: ActionContext, featureSet: Organization['featureSet']): Promise<Organization>
  /** Throws as {@link getManaged}, and `organization.conflict` while it has other accounts, units or policies. */
  delete(context: ActionContext): Promise<void>
}

export function createOrganizations(storage: Storage): Organizations {
  const find = (accountId: string) => findOf(storage.read, accountId)
  return {
    find,
    get: async accountId => required(await find(accountId), accountId),
    getManaged: accountId => managedBy(storage.read, accountId),
    async create({ accountId, now }, featureSet) {
      return storage.write(async writer => {
        if (await findOf(writer, accountId)) throw new DomainError('organization', 'already-exists', accountId)
        const account = await writer.accounts.find(accountId)
        const rootId = newRootId()
        const organization: Organization = {
          id: newOrganizationId(),
          managementAccountId: accountId,
          featureSet,
          rootId,
          policyTypes: [],
          units: [],
          accounts: [
            {
              id: accountId,
              name: account?.name ?? accountId,
              email: `${accountId}@hostler.invalid`,
              parentId: rootId,
              joinedMethod: 'INVITED',
              joinedAt: now,
              status: 'ACTIVE',
            },
          ],
          policies: [],
          attachments: [],
          requests: [],
        }
        await writer.organizations.put(organization)
        return organization
      })
    },
    async delete({ accountId }) {
      await storage.write(async writer => {
        const { id, accounts, units, policies } = await managedBy(writer, accountId)
        if (accounts.length > 1 || units.length > 0 || policies.length > 0) {
          throw new DomainError('organization', 'conflict', id)
        }
        await writer.organizations.delete(id)
      })
    },
  }
}

/** Changes the organization that an account manages; throws as `getManaged`. Returns what `change` made of it. */
export function changeOrganization<T extends Organization>(
  storage: Storage,
  { accountId }: Pick<ActionContext, 'accountId'>,
  change: (organization: Organization, writer: Writer) => T | Promise<T>,
): Promise<T> {
  return storage.write(async writer => {
    const changed = await change(await managedBy(writer, accountId), writer)
    await writer.organizations.put(changed)
    return changed
  })
}

type Directory = Pick<Reader, 'organizations'>

async function findOf({ organizations }: Directory, accountId: string): Promise<Organization | undefined> {
  return (await organizations.list()).find(organization => findAccount(organization, accountId))
}

async function managedBy(directory: Directory, accountId: string): Promise<Organization> {
  const organization = required(await findOf(directory, accountId), accountId)
  if (organization.managementAccountId !== accountId) throw new DomainError('organization', 'denied', accountId)
  return organization
}

function required(organization: Organization | undefined, accountId: string): Organization {
  if (!organization) throw new DomainError('organization', 'not-found', accountId)
  return organization
}
