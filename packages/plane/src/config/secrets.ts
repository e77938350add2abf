// The key file: 32 random bytes that only the owner can read. Kept apart from the configuration so that
// printing one never prints the other. Every use has a key of its own, derived by HKDF.
import { hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './config.ts'

export interface Secrets {
  /** 32 bytes for one purpose. */
  keyFor(
    purpose:
      | 'access-keys'
      | 'mfa-seeds'
      | 'session-tokens'
      | 'metadata-tokens'
      | 'page-tokens'
      | 'authorization-messages'
      | 'session-records'
      | 'object-keys',
  ): Buffer
}

const keyBytes = 32

/** Reads the key file of a data folder, making it on the first start. Refuses one that others can read. */
export function loadSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'master.key')
  if (!existsSync(file)) {
    // Whole or not at all: a start that is killed here must not leave half a key.
    writeFileSync(`${file}.new`, randomBytes(keyBytes), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  }
  const mode = statSync(file).mode & 0o077
  if (mode !== 0 && process.platform !== 'win32') {
    throw new ConfigError(`${file} can be read by others; chmod 600 ${file}`)
  }
  const master = readFileSync(file)
  if (master.length !== keyBytes) throw new ConfigError(`${file} must hold ${keyBytes} bytes, not ${master.length}`)
  return { keyFor: purpose => Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `hostler/${purpose}`, keyBytes)) }
}
