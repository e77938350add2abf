/** A name for an account that no other account of the plane has. */
export interface AccountAliasReader {
  /** The account's alias, if it has one. */
  find(accountId: string): Promise<string | undefined>
  /** Id of the account that has this alias. */
  findAccount(alias: string): Promise<string | undefined>
}

export interface AccountAliasWriter extends AccountAliasReader {
  /** Replaces the account's alias. */
  put(accountId: string, alias: string): Promise<void>
  delete(accountId: string): Promise<void>
}
