// Certificate authorities that clients of the API and sessions trust, by the settings that AWS's tools and others
// go by. They add to each other: whoever set one of them wants it trusted.
import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import { findProfileSetting } from './profile-setting.ts'

/** A file of authorities and the setting that names it. */
export interface AuthorityFile {
  readonly setting: string
  readonly file: string
}

/** Files that the environment and the profile name. Node itself reads NODE_EXTRA_CA_CERTS, when it starts. */
export function findAuthorityFiles(env: NodeJS.ProcessEnv): AuthorityFile[] {
  return [
    { setting: 'AWS_CA_BUNDLE', file: env['AWS_CA_BUNDLE'] },
    { setting: 'ca_bundle of the AWS profile', file: findProfileSetting('ca_bundle', env) },
    { setting: 'SSL_CERT_FILE', file: env['SSL_CERT_FILE'] },
  ].filter((named): named is AuthorityFile => Boolean(named.file))
}

/** The certificates in such a file, in PEM. Throws a sentence that names the setting when there are none. */
export function readAuthorities({ setting, file }: AuthorityFile): string[] {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new CommandError(`${setting} names ${file}, which cannot be read (${code})`, exitCodes.usage)
  }
  const found = text.match(/-----BEGIN (TRUSTED )?CERTIFICATE-----[^]+?-----END \1?CERTIFICATE-----/g)
  if (!found) throw new CommandError(`${setting} names ${file}, which holds no certificate in PEM`, exitCodes.usage)
  return found
}

let isDone = false

/**
 * From now on every TLS connection of this process trusts, besides what Node trusts, the system's authorities and those
 * of {@link findAuthorityFiles}. Takes some 60 ms the first time: call it when a connection needs it.
 */
export function trustAuthorities(env: NodeJS.ProcessEnv = process.env): void {
  if (isDone) return
  const named = findAuthorityFiles(env).flatMap(readAuthorities)
  setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...named])])
  isDone = true
}
