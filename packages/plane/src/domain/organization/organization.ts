// An organization: a tree of units and accounts under one root, with policies attached to its places. A plane has few of
// them, and each is kept as one record that is read and written whole: its rules look at all of it at once.

export type OrganizationPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

export interface Organization {
  /** `o-…` */
  readonly id: string
  readonly managementAccountId: string
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING'
  /** `r-…` */
  readonly rootId: string
  /** Those that are switched on. */
  readonly policyTypes: readonly OrganizationPolicyType[]
  readonly units: readonly OrganizationalUnit[]
  /** The management account is one of them. */
  readonly accounts: readonly MemberAccount[]
  readonly policies: readonly OrganizationPolicy[]
  readonly attachments: readonly PolicyAttachment[]
  readonly requests: readonly AccountRequest[]
}

export interface OrganizationalUnit {
  /** `ou-…` */
  readonly id: string
  readonly name: string
  readonly parentId: string
}

export interface MemberAccount {
  /** Twelve digits. */
  readonly id: string
  readonly name: string
  readonly email: string
  readonly parentId: string
  readonly joinedMethod: 'INVITED' | 'CREATED'
  readonly joinedAt: Date
  readonly status: 'ACTIVE' | 'SUSPENDED'
}

export interface OrganizationPolicy {
  /** `p-…` */
  readonly id: string
  readonly type: OrganizationPolicyType
  readonly name: string
  readonly description: string
  /** Policy text as given. */
  readonly content: string
}

export interface PolicyAttachment {
  readonly policyId: string
  /** A root, unit or account. */
  readonly targetId: string
}

/** What became of one wish for an account. */
export interface AccountRequest {
  /** `car-…` */
  readonly id: string
  readonly accountName: string
  readonly state: 'SUCCEEDED' | 'FAILED'
  readonly requestedAt: Date
  readonly completedAt: Date
  readonly accountId?: string
  readonly failureReason?: 'EMAIL_ALREADY_EXISTS'
}

export interface OrganizationReader {
  /** Sorted by id. */
  list(): Promise<readonly Organization[]>
}

export interface OrganizationWriter extends OrganizationReader {
  /** Adds or replaces. */
  put(organization: Organization): Promise<void>
  delete(id: string): Promise<void>
}

/** AWS's own policies, in every organization: they allow everything. */
export const fullAccess: Readonly<Record<OrganizationPolicyType, OrganizationPolicy>> = {
  SERVICE_CONTROL_POLICY: {
    id: 'p-FullAWSAccess',
    type: 'SERVICE_CONTROL_POLICY',
    name: 'FullAWSAccess',
    description: 'Allows access to every operation',
    content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
  },
  RESOURCE_CONTROL_POLICY: {
    id: 'p-RCPFullAWSAccess',
    type: 'RESOURCE_CONTROL_POLICY',
    name: 'RCPFullAWSAccess',
    description: 'Allows access to every operation',
    content: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
    }),
  },
}

/** Whether AWS owns the policy: nobody changes or deletes it. */
export function isAwsOwned(policyId: string): boolean {
  return Object.values(fullAccess).some(({ id }) => id === policyId)
}
