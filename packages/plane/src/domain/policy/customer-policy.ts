// Managed policies of an account's own: a name and up to five versions of a document, one of which is in force.
import type { Page, PageRequest } from '../basics/page.ts'

export interface CustomerPolicy {
  readonly accountId: string
  /** `ANPA…` */
  readonly id: string
  readonly name: string
  /** Starts and ends with `/`. */
  readonly path: string
  readonly description: string
  /** Number of the version in force. */
  readonly defaultVersion: number
  /** How many versions were ever made: numbers are not used again. */
  readonly versionsMade: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface CustomerPolicyVersion {
  readonly version: number
  /** Policy text as given. */
  readonly document: string
  readonly createdAt: Date
}

export function customerPolicyArn(policy: Pick<CustomerPolicy, 'accountId' | 'path' | 'name'>): string {
  return `arn:aws:iam::${policy.accountId}:policy${policy.path}${policy.name}`
}

/** Names are unique without regard to case. */
export interface CustomerPolicyReader {
  find(accountId: string, name: string): Promise<CustomerPolicy | undefined>
  findById(accountId: string, id: string): Promise<CustomerPolicy | undefined>
  /** Sorted by lower-case name. */
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<CustomerPolicy>>
  findVersion(policyId: string, version: number): Promise<CustomerPolicyVersion | undefined>
  /** Newest first. */
  listVersions(policyId: string): Promise<readonly CustomerPolicyVersion[]>
}

export interface CustomerPolicyWriter extends CustomerPolicyReader {
  insert(policy: CustomerPolicy): Promise<void>
  update(policy: CustomerPolicy): Promise<void>
  /** Its versions too. */
  delete(accountId: string, id: string): Promise<void>
  insertVersion(accountId: string, policyId: string, version: CustomerPolicyVersion): Promise<void>
  deleteVersion(policyId: string, version: number): Promise<void>
}
