/** Where a regional resource lives. */
export interface Scope {
  /** Twelve digits. */
  readonly accountId: string
  readonly region: string
}

/** Who acts, where and when: the first argument of every domain verb. */
export interface ActionContext extends Scope {
  /** ARN of the caller as AWS prints it. */
  readonly callerArn: string
  readonly now: Date
}
