// A managed policy as it is looked up: AWS's own, immutable and the same in every account, or one of the account's own.
import type { Reader } from '../storage.ts'
import { type CustomerPolicy, customerPolicyArn } from './customer-policy.ts'

export interface ManagedPolicy {
  readonly name: string
  readonly arn: string
  readonly path: string
  /** `v1`, `v2`, … */
  readonly defaultVersionId: string
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Policy text of the version in force. */
  readonly document: string
  /** Of an account's own; AWS's have none. */
  readonly own?: CustomerPolicy
}

export interface ManagedPolicyCatalogue {
  find(arn: string): ManagedPolicy | undefined
  /** Sorted by name. */
  list(): readonly ManagedPolicy[]
}

type PolicyReader = Pick<Reader, 'customerPolicies'>

/** The policy as an account sees it: another account's policies are not there. */
export async function findManagedPolicy(
  read: PolicyReader,
  catalogue: ManagedPolicyCatalogue,
  accountId: string,
  arn: string,
): Promise<ManagedPolicy | undefined> {
  const own = await findCustomerPolicy(read, accountId, arn)
  return own ? toManagedPolicy(read, own) : catalogue.find(arn)
}

/** An account's own policy by its ARN, to the letter. */
export async function findCustomerPolicy(
  { customerPolicies }: PolicyReader,
  accountId: string,
  arn: string,
): Promise<CustomerPolicy | undefined> {
  if (!arn.startsWith(`arn:aws:iam::${accountId}:policy/`)) return undefined
  const policy = await customerPolicies.find(accountId, arn.slice(arn.lastIndexOf('/') + 1))
  return policy && customerPolicyArn(policy) === arn ? policy : undefined
}

/** With the text of the version in force. */
export async function toManagedPolicy({ customerPolicies }: PolicyReader, own: CustomerPolicy): Promise<ManagedPolicy> {
  const version = await customerPolicies.findVersion(own.id, own.defaultVersion)
  if (!version) throw new Error(`policy ${own.id} has no version ${own.defaultVersion}`)
  return {
    name: own.name,
    arn: customerPolicyArn(own),
    path: own.path,
    defaultVersionId: versionId(own.defaultVersion),
    createdAt: own.createdAt,
    updatedAt: own.updatedAt,
    document: version.document,
    own,
  }
}

/** `v` and the number. */
export function versionId(version: number): string {
  return `v${version}`
}
