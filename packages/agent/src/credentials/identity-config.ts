// `identity_config.json`: what the part that gets credentials tells the part that uses them, and a restarted
// agent. Same schema as the stock agent's.
import type { IdentityType } from '../identity/identity.ts'
import { findJsonObject, textOf, writePrivateFile } from '../runtime/files.ts'

/** `EC2` instance profile, `SSM` Default Host Management and hybrid nodes. */
export type CredentialOrigin = 'EC2' | 'SSM' | 'None' | ''

export type IdentityConfig = {
  instanceId: string
  identityType: string
  /** The file that holds the credentials; empty when they come from the metadata service. */
  shareFile: string
  /** The section of that file; empty for `default`. */
  shareProfile: string
  expiresAt: Date
  retrievedAt: Date
  origin: CredentialOrigin
}

/** Go's zero time: "never". */
const ZERO_TIME = '0001-01-01T00:00:00Z'
const NEVER = new Date(ZERO_TIME)

function renderDate(date: Date): string {
  return date.getTime() === NEVER.getTime() ? ZERO_TIME : date.toISOString()
}

function parseDate(value: unknown): Date {
  const date = new Date(typeof value === 'string' ? value : ZERO_TIME)
  return Number.isNaN(date.getTime()) ? NEVER : date
}

/** The state of a host that has not got credentials yet. */
export function freshIdentityConfig(identityType: IdentityType, instanceId: string): IdentityConfig {
  const nothing = { shareFile: '', shareProfile: '', expiresAt: NEVER, retrievedAt: NEVER, origin: 'None' as const }
  return { instanceId, identityType, ...nothing }
}

/** Reads the file; undefined when it is missing or unreadable. */
export async function findIdentityConfig(path: string): Promise<IdentityConfig | undefined> {
  const file = await findJsonObject(path)
  if (file === undefined) return undefined
  const { InstanceId, IdentityType, ShareFile, ShareProfile } = file
  const { CredentialsExpiresAt, CredentialsRetrievedAt, CredentialSource } = file
  return {
    instanceId: textOf(InstanceId),
    identityType: textOf(IdentityType),
    shareFile: textOf(ShareFile),
    shareProfile: textOf(ShareProfile),
    expiresAt: parseDate(CredentialsExpiresAt),
    retrievedAt: parseDate(CredentialsRetrievedAt),
    origin: CredentialSource === 'EC2' || CredentialSource === 'SSM' ? CredentialSource : 'None',
  }
}

export async function writeIdentityConfig(path: string, config: IdentityConfig): Promise<void> {
  const file = {
    SchemaVersion: '1.1',
    InstanceId: config.instanceId,
    IdentityType: config.identityType,
    ShareFile: config.shareFile,
    ShareProfile: config.shareProfile,
    CredentialsExpiresAt: renderDate(config.expiresAt),
    CredentialsRetrievedAt: renderDate(config.retrievedAt),
    CredentialSource: config.origin,
  }
  await writePrivateFile(path, JSON.stringify(file))
}
