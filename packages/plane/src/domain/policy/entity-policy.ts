// Policies that hang on an identity (a user or a role), keyed by the identity's unique id.

export interface InlinePolicy {
  readonly name: string
  /** Policy text as given. */
  readonly document: string
}

export interface EntityPolicyReader {
  findInline(entityId: string, name: string): Promise<InlinePolicy | undefined>
  /** Sorted by name. */
  listInline(entityId: string): Promise<readonly InlinePolicy[]>
  /** ARNs of attached managed policies, in the order of attachment. */
  listAttached(entityId: string): Promise<readonly string[]>
  /** How many identities of an account have the policy attached. */
  countAttachments(accountId: string, policyArn: string): Promise<number>
  listAttachedTo(accountId: string, policyArn: string): Promise<readonly string[]>
}

export interface EntityPolicyWriter extends EntityPolicyReader {
  putInline(accountId: string, entityId: string, policy: InlinePolicy): Promise<void>
  deleteInline(entityId: string, name: string): Promise<void>
  attach(accountId: string, entityId: string, policyArn: string, at: Date): Promise<void>
  detach(entityId: string, policyArn: string): Promise<void>
}
