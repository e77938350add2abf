export interface Account {
  /** Twelve digits. */
  readonly id: string
  readonly name: string
  readonly createdAt: Date
  /** Credentials of a suspended account do not work. */
  readonly status: 'active' | 'suspended'
}

export interface AccountReader {
  find(id: string): Promise<Account | undefined>
  list(): Promise<readonly Account[]>
}

export interface AccountWriter extends AccountReader {
  insert(account: Account): Promise<void>
  updateStatus(id: string, status: Account['status']): Promise<void>
}
