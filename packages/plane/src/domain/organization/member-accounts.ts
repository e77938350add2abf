// Accounts of an organization: made with a role that the management account may take, moved, closed and let go.
import { DomainError } from '../basics/errors.ts'
import { newAccountId, newIamId } from '../basics/ids.ts'
import type { ActionContext } from '../basics/scope.ts'
import type { Storage, Writer } from '../storage.ts'
import { attachFullAccess } from './organization-policies.ts'
import type { AccountRequest, MemberAccount, Organization } from './organization.ts'
import { newAccountRequestId } from './organization-names.ts'
import { changeOrganization } from './organizations.ts'
import { findAccount, findPlace } from './organization-tree.ts'

export interface NewAccount {
  readonly name: string
  /** Of one account only, on the whole plane. */
  readonly email: string
  /** Of the role that the management account may take. */
  readonly roleName: string
}

/** Every verb but `leave` throws as `Organizations.getManaged`. */
export interface MemberAccounts {
  /** An address that is taken is told by the request's state. */
  create(context: ActionContext, account: NewAccount): Promise<AccountRequest>
  /**
   * Throws `member-account.not-found`, `source-parent.not-found`, `destination-parent.not-found`,
   * `member-account.already-exists` when it is there.
   */
  move(context: ActionContext, id: string, fromId: string, toId: string): Promise<void>
  /** Its credentials work no longer. Throws `member-account.not-found`, `.conflict` when closed, `.denied` for the management account. */
  close(context: ActionContext, id: string): Promise<void>
  /** It stands alone then. Throws `member-account.not-found`, `member-account.denied` for the management account. */
  remove(context: ActionContext, id: string): Promise<void>
  /**
   * The calling account leaves. Throws `organization.not-found`, `member-account.denied` for the management account,
   * `member-account.unavailable` for one that the organization made: it would shake off what binds it.
   */
  leave(context: ActionContext): Promise<void>
}

const administratorPolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
const roleSessionSeconds = 3600

export function createMemberAccounts(storage: Storage): MemberAccounts {
  return {
    async create(context, given) {
      const { now } = context
      const request = { id: newAccountRequestId(), accountName: given.name, requestedAt: now, completedAt: now }
      const changed = await changeOrganization(storage, context, async (organization, writer) => {
        if (await isEmailTaken(writer, given.email)) {
          const failed = { ...request, state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' } as const
          return { ...organization, requests: [...organization.requests, failed] }
        }
        const id = newAccountId()
        await writer.accounts.insert({ id, name: given.name, createdAt: now, status: 'active' })
        await insertAccessRole(writer, id, organization.managementAccountId, given.roleName, now)
        const account: MemberAccount = {
          id,
          name: given.name,
          email: given.email,
          parentId: organization.rootId,
          joinedMethod: 'CREATED',
          joinedAt: now,
          status: 'ACTIVE',
        }
        const done = { ...request, state: 'SUCCEEDED', accountId: id } as const
        const { accounts, requests } = organization
        return attachFullAccess({ ...organization, accounts: [...accounts, account], requests: [...requests, done] }, [
          id,
        ])
      })
      return changed.requests.at(-1)!
    },
    async move(context, id, fromId, toId) {
      await changeOrganization(storage, context, organization => {
        const account = getAccount(organization, id)
        checkParent(organization, fromId, 'source-parent')
        checkParent(organization, toId, 'destination-parent')
        if (account.parentId !== fromId) throw new DomainError('member-account', 'not-found', id)
        if (fromId === toId) throw new DomainError('member-account', 'already-exists', id)
        return withAccount(organization, { ...account, parentId: toId })
      })
    },
    async close(context, id) {
      await changeOrganization(storage, context, async (organization, writer) => {
        const account = getMember(organization, id)
        if (account.status === 'SUSPENDED') throw new DomainError('member-account', 'conflict', id)
        await writer.accounts.updateStatus(id, 'suspended')
        return withAccount(organization, { ...account, status: 'SUSPENDED' })
      })
    },
    async remove(context, id) {
      await changeOrganization(storage, context, organization => without(organization, getMember(organization, id)))
    },
    async leave({ accountId }) {
      await storage.write(async writer => {
        const organization = (await writer.organizations.list()).find(each => findAccount(each, accountId))
        if (!organization) throw new DomainError('organization', 'not-found', accountId)
        const account = getMember(organization, accountId)
        if (account.joinedMethod === 'CREATED') throw new DomainError('member-account', 'unavailable', accountId)
        await writer.organizations.put(without(organization, account))
      })
    },
  }
}

async function isEmailTaken({ organizations }: Writer, email: string): Promise<boolean> {
  const accounts = (await organizations.list()).flatMap(organization => organization.accounts)
  return accounts.some(account => account.email.toLowerCase() === email.toLowerCase())
}

/** Lets the management account in; without it nobody could sign in to the new account. */
async function insertAccessRole(
  writer: Writer,
  accountId: string,
  managementAccountId: string,
  name: string,
  now: Date,
): Promise<void> {
  const Principal = { AWS: `arn:aws:iam::${managementAccountId}:root` }
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]
  const id = newIamId('AROA')
  await writer.roles.insert({
    accountId,
    id,
    name,
    path: '/',
    description: '',
    trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement }),
    maxSessionSeconds: roleSessionSeconds,
    createdAt: now,
  })
  await writer.policies.attach(accountId, id, administratorPolicyArn, now)
}

function getAccount(organization: Organization, id: string): MemberAccount {
  const account = findAccount(organization, id)
  if (!account) throw new DomainError('member-account', 'not-found', id)
  return account
}

/** The management account stays, and stays open. */
function getMember(organization: Organization, id: string): MemberAccount {
  const account = getAccount(organization, id)
  if (id === organization.managementAccountId) throw new DomainError('member-account', 'denied', id)
  return account
}

function checkParent(organization: Organization, id: string, noun: string): void {
  const place = findPlace(organization, id)
  if (!place || place.type === 'ACCOUNT') throw new DomainError(noun, 'not-found', id)
}

function withAccount(organization: Organization, account: MemberAccount): Organization {
  return { ...organization, accounts: organization.accounts.map(each => (each.id === account.id ? account : each)) }
}

function without(organization: Organization, { id }: MemberAccount): Organization {
  return {
    ...organization,
    accounts: organization.accounts.filter(account => account.id !== id),
    attachments: organization.attachments.filter(({ targetId }) => targetId !== id),
  }
}
