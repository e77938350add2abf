/** Where a regional resource lives. */
export interface Scope {
  /** Twelve digits. */
  readonly accountId: string
  readonly region: string
}

/** One text per account and region, and per thing in it when its id is given: what is held in memory is keyed so. */
export function scopeKey({ accountId, region }: Scope, id?: string): string {
  return id === undefined ? `${accountId} ${region}` : `${accountId} ${region} ${id}`
}

/** Who acts, where and when: the first argument of every domain verb. */
export interface ActionContext extends Scope {
  /** ARN of the caller as AWS prints it. */
  readonly callerArn: string
  readonly now: Date
}
