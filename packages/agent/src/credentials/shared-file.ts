// The credentials file that role tokens are kept in: INI, one section per profile. Default Host Management has a file
// of the agent's own; hybrid nodes write the one in the home folder, as AWS's tools on the host read it.
import { findText, writePrivateFile } from '../runtime/files.ts'
import { findCredentials, type Credentials } from './credentials.ts'

const STANDARD_PROFILE = 'default'

/** Replaces the profile's section; what else is in the file stays as it is. */
export async function writeSharedFile(path: string, profile: string, credentials: Credentials): Promise<void> {
  const name = profile || STANDARD_PROFILE
  const others: string[] = []
  for (const { line, section } of linesOf((await findText(path)) ?? '')) if (section !== name) others.push(line)
  const lines = [
    `[${name}]`,
    `aws_access_key_id     = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey}`,
    `aws_session_token     = ${credentials.sessionToken}`,
  ]
  const before = others.join('\n').trimEnd()
  await writePrivateFile(path, `${before === '' ? '' : `${before}\n\n`}${lines.join('\n')}\n`)
}

/** The profile's credentials; the file knows no expiry. Undefined when it is missing or incomplete. */
export async function findSharedFile(path: string, profile: string, expiresAt: Date): Promise<Credentials | undefined> {
  const name = profile || STANDARD_PROFILE
  const values = new Map<string, string>()
  for (const { line, section } of linesOf((await findText(path)) ?? '')) {
    const pair = /^\s*(\w+)\s*=\s*(\S*)\s*$/.exec(line)
    if (pair?.[1] !== undefined && section === name) values.set(pair[1], pair[2] ?? '')
  }
  return findCredentials(
    values.get('aws_access_key_id'),
    values.get('aws_secret_access_key'),
    values.get('aws_session_token'),
    expiresAt,
  )
}

/** Every line with the section it stands in; a heading stands in its own. */
function* linesOf(text: string): Generator<{ line: string; section: string }> {
  let section = ''
  for (const line of text.split('\n')) {
    section = /^\s*\[\s*(.*?)\s*\]\s*$/.exec(line)?.[1] ?? section
    yield { line, section }
  }
}
