import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { identifyProcess, isRunning, readIdentity } from '@hostler/machines/process-identity'
import { ConfigError } from './config.ts'

/** Makes the data folder if needed, for its owner alone. */
export function prepareDataFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  chmodSync(dataDir, 0o700)
}

/**
 * Claims the data folder for this process: two planes on one folder would each believe its own memory.
 * A claim of a process that ended, however it ended, does not count. Returns what gives the claim up.
 */
export function claimDataFolder(dataDir: string): () => void {
  const file = join(dataDir, 'plane.lock')
  while (!createFile(file, JSON.stringify(identifyProcess(process.pid)))) {
    const holder = readIdentity(parseFile(file))
    if (holder && holder.pid !== process.pid && isRunning(holder)) {
      throw new ConfigError(`${dataDir} is in use by process ${holder.pid}; stop it or choose another data folder`)
    }
    rmSync(file, { force: true })
  }
  return () => rmSync(file, { force: true })
}

/** False when the file is there already: of two that ask at the same moment one is told so. */
function createFile(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** A folder of facts that ships with the plane: `data/` beside the bundle, or of the package in the repository. */
export function shippedData(name: string): string {
  const found = ['../data/', '../../data/', './data/']
    .map(place => fileURLToPath(new URL(place + name, import.meta.url)))
    .find(place => existsSync(place))
  if (found === undefined) throw new Error(`the plane's data ${name} is missing`)
  return found
}

/** Undefined for what is no JSON, and for a file that has just gone. */
function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
