// When a user or role last tried what it may do, action by action.

export interface LastUse {
  readonly accountId: string
  /** Unique id of the user or role. */
  readonly entityId: string
  /** `service:Name`. */
  readonly action: string
  readonly at: Date
  readonly region: string
}

export interface LastUseReader {
  /** Sorted by action. */
  list(accountId: string, entityId: string): Promise<readonly LastUse[]>
}

export interface LastUseWriter extends LastUseReader {
  /** One for each entity and action: the latest. */
  put(uses: readonly LastUse[]): Promise<void>
  deleteBefore(date: Date): Promise<void>
}
