// How much of everything an account has.
import { listAll, type Page, type PageRequest } from '../basics/page.ts'
import { everybody } from '../policy/policy-holders.ts'
import type { Reader } from '../storage.ts'

export interface AccountSummary {
  readonly users: number
  readonly groups: number
  readonly roles: number
  readonly instanceProfiles: number
  /** The account's own managed policies. */
  readonly policies: number
  readonly policyVersions: number
  readonly mfaDevices: number
  readonly mfaDevicesInUse: number
  readonly rootHasMfa: boolean
  readonly rootHasAccessKeys: boolean
}

export async function summarizeAccount(read: Reader, accountId: string): Promise<AccountSummary> {
  const policies = await listAll(after => read.customerPolicies.list(accountId, '/', { limit: pageSize, after }))
  const versions = await Promise.all(policies.map(({ id }) => read.customerPolicies.listVersions(id)))
  const { users, groups, roles } = await everybody(read, accountId)
  return {
    users: users.length,
    groups: groups.length,
    roles: roles.length,
    instanceProfiles: await countAll(page => read.instanceProfiles.list(accountId, '/', page)),
    policies: policies.length,
    policyVersions: versions.flat().length,
    mfaDevices: await countAll(page => read.mfaDevices.list(accountId, 'any', page)),
    mfaDevicesInUse: await countAll(page => read.mfaDevices.list(accountId, 'assigned', page)),
    rootHasMfa: (await read.mfaDevices.listByUser(accountId, accountId)).length > 0,
    rootHasAccessKeys: (await read.accessKeys.listByUser(accountId, accountId)).length > 0,
  }
}

const pageSize = 1_000

async function countAll(list: (page: PageRequest) => Promise<Page<unknown>>): Promise<number> {
  return (await listAll(after => list({ limit: pageSize, ...(after !== undefined && { after }) }))).length
}
