// Files that clients read: AWS configuration and credentials for the profile `hostler`, and plane.json for programs.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewAdministrator } from './administrator.ts'

/** Contents of `plane.json`: where the running plane is and how to talk to it. */
export interface PlaneFile {
  readonly url: string
  readonly tlsUrl: string
  readonly caFile: string
  readonly accountId: string
  readonly region: string
  readonly awsConfigFile: string
  readonly awsCredentialsFile: string
}

export const profileName = 'hostler'

/**
 * Writes the credentials file of a new administrator, before the account itself is written: whatever fails after
 * that, the secret is not lost. Never touched again: it may hold other profiles by then.
 */
export function writeCredentials(dataDir: string, { accessKeyId, secretAccessKey }: NewAdministrator): void {
  const keys = { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey }
  writeWhole(filesOf(dataDir).awsCredentialsFile, section(profileName, keys))
}

/** Writes what clients need to find the plane: at every start, because ports may have changed. */
export function writeClientFiles(
  dataDir: string,
  plane: Omit<PlaneFile, 'awsConfigFile' | 'awsCredentialsFile'>,
): PlaneFile {
  const files = filesOf(dataDir)
  writeWhole(
    files.awsConfigFile,
    section(`profile ${profileName}`, {
      region: plane.region,
      endpoint_url: plane.url,
      cli_timestamp_format: 'iso8601',
      output: 'json',
      // Version 1 of the AWS CLI presigns with a form that S3 has given up.
      s3: '\n  signature_version = s3v4',
    }),
  )
  const planeFile = { ...plane, ...files }
  writeWhole(join(dataDir, 'plane.json'), JSON.stringify(planeFile, null, 2) + '\n')
  return planeFile
}

function filesOf(dataDir: string) {
  const folder = join(dataDir, 'aws')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return { awsConfigFile: join(folder, 'config'), awsCredentialsFile: join(folder, 'credentials') }
}

function section(name: string, values: Record<string, string>): string {
  return [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key} = ${value}`), ''].join('\n')
}

/** Whole or not at all: a reader never sees half a file. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
