import type { Page, PageRequest } from '../basics/page.ts'

/** An authenticator program, known by the seed that it shares with the plane. */
export interface MfaDevice {
  readonly accountId: string
  /** Its ARN. */
  readonly serialNumber: string
  readonly name: string
  /** Encrypted under the plane's key file, bound to the serial number. */
  readonly sealedSeed: string
  readonly createdAt: Date
  /** Step of the last code that was taken before it was deactivated: a spent code opens nothing again. */
  readonly spentStep?: number
  /** Set while it is enabled. */
  readonly use?: MfaDeviceUse
}

export interface MfaDeviceUse {
  /** `AIDA…`, or the account id for the root user. */
  readonly userId: string
  readonly enabledAt: Date
  /** Step of the last code that was taken: neither that nor an earlier one counts again. */
  readonly lastStep: number
  /** How many steps its clock is ahead of the plane's. */
  readonly driftSteps: number
}

/** @param path starts and ends with `/` */
export function mfaDeviceArn(accountId: string, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:mfa${path}${name}`
}

export type Assignment = 'assigned' | 'unassigned' | 'any'

export interface MfaDeviceReader {
  find(accountId: string, serialNumber: string): Promise<MfaDevice | undefined>
  /** Sorted by serial number. */
  list(accountId: string, assignment: Assignment, page: PageRequest): Promise<Page<MfaDevice>>
  /** Those enabled for one user, sorted by serial number. */
  listByUser(accountId: string, userId: string): Promise<readonly MfaDevice[]>
}

export interface MfaDeviceWriter extends MfaDeviceReader {
  put(device: MfaDevice): Promise<void>
  delete(accountId: string, serialNumber: string): Promise<void>
}
