/** When and for what a permanent key was used last. */
export interface AccessKeyUse {
  readonly accessKeyId: string
  readonly accountId: string
  readonly at: Date
  /** As in signatures, e.g. `ssm`. */
  readonly service: string
  readonly region: string
}

export interface AccessKeyUseReader {
  find(accessKeyId: string): Promise<AccessKeyUse | undefined>
}

export interface AccessKeyUseWriter extends AccessKeyUseReader {
  put(use: AccessKeyUse): Promise<void>
  delete(accessKeyId: string): Promise<void>
}
