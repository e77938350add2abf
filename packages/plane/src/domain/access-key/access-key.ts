export interface AccessKey {
  /** `AKIA…` */
  readonly id: string
  readonly accountId: string
  /** Owner: a user's `AIDA…`, or the account id for the root user. */
  readonly userId: string
  /** Encrypted under the plane's key file; the domain never sees it in clear text. */
  readonly sealedSecret: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAt: Date
}

export interface AccessKeyReader {
  find(id: string): Promise<AccessKey | undefined>
  /** Sorted by creation. */
  listByUser(accountId: string, userId: string): Promise<readonly AccessKey[]>
}

export interface AccessKeyWriter extends AccessKeyReader {
  insert(key: AccessKey): Promise<void>
  updateStatus(id: string, status: AccessKey['status']): Promise<void>
  delete(id: string): Promise<void>
}
