/** A user's password for signing in to a console. */
export interface LoginProfile {
  readonly accountId: string
  /** `AIDA…` */
  readonly userId: string
  /** `scrypt$…`; the password itself is kept nowhere. */
  readonly passwordHash: string
  /** Of the passwords before this one, newest first; at most 23. */
  readonly earlierHashes: readonly string[]
  readonly createdAt: Date
  /** When the present password was set. */
  readonly changedAt: Date
  /** Whether it is good for nothing but setting another one. */
  readonly resetRequired: boolean
}

export interface LoginProfileReader {
  find(accountId: string, userId: string): Promise<LoginProfile | undefined>
}

export interface LoginProfileWriter extends LoginProfileReader {
  put(profile: LoginProfile): Promise<void>
  /** Nothing happens when there is none. */
  delete(accountId: string, userId: string): Promise<void>
}
