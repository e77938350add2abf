// Managed policies that AWS owns: immutable, the same in every account.

export interface ManagedPolicy {
  readonly name: string
  readonly arn: string
  readonly path: string
  readonly defaultVersionId: string
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Policy text. */
  readonly document: string
}

export interface ManagedPolicyCatalogue {
  find(arn: string): ManagedPolicy | undefined
  /** Sorted by name. */
  list(): readonly ManagedPolicy[]
}
