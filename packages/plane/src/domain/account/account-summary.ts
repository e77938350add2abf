// How much of everything an account has.
import type { Page, PageRequest } from '../basics/page.ts'
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
  return {
    users: await countPages(page => read.users.list(accountId, '/', page)),
    roles: await countPages(page => read.roles.list(accountId, '/', page)),
    instanceProfiles: await countPages(page => read.instanceProfiles.list(accountId, '/', page)),
    // There are no groups and no policies of one's own yet.
    groups: 0,
    policies: 0,
    policyVersions: 0,
    mfaDevices: await countPages(page => read.mfaDevices.list(accountId, 'any', page)),
    mfaDevicesInUse: await countPages(page => read.mfaDevices.list(accountId, 'assigned', page)),
    rootHasMfa: (await read.mfaDevices.listByUser(accountId, accountId)).length > 0,
    rootHasAccessKeys: (await read.accessKeys.listByUser(accountId, accountId)).length > 0,
  }
}

async function countPages(list: (page: PageRequest) => Promise<Page<unknown>>): Promise<number> {
  let count = 0
  let after: string | undefined
  do {
    const page = await list({ limit: 1_000, ...(after !== undefined && { after }) })
    count += page.items.length
    after = page.next
  } while (after !== undefined)
  return count
}
