// The credentials file that Default Host Management credentials are kept in: INI, profile `default`.
import { findText, writePrivateFile } from '../runtime/files.ts'
import { findCredentials, type Credentials } from './credentials.ts'

/** Replaces the file. */
export async function writeSharedFile(path: string, credentials: Credentials): Promise<void> {
  const lines = [
    '[default]',
    `aws_access_key_id     = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey}`,
    `aws_session_token     = ${credentials.sessionToken}`,
  ]
  await writePrivateFile(path, `${lines.join('\n')}\n`)
}

/** The credentials in the file; the file knows no expiry. Undefined when it is missing or incomplete. */
export async function findSharedFile(path: string, expiresAt: Date): Promise<Credentials | undefined> {
  const values = new Map<string, string>()
  let profile = ''
  for (const line of ((await findText(path)) ?? '').split('\n')) {
    profile = /^\s*\[\s*(.*?)\s*\]\s*$/.exec(line)?.[1] ?? profile
    const pair = /^\s*(\w+)\s*=\s*(\S*)\s*$/.exec(line)
    if (pair?.[1] !== undefined && profile === 'default') values.set(pair[1], pair[2] ?? '')
  }
  return findCredentials(
    values.get('aws_access_key_id'),
    values.get('aws_secret_access_key'),
    values.get('aws_session_token'),
    expiresAt,
  )
}
