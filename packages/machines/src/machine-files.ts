// Writes a machine's files below a folder of this machine that stands for the host's root.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** Writes every file below `root`, making folders. Throws on a path that is not absolute and plain. */
export function writeMachineFiles(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    if (!posix.isAbsolute(path) || posix.normalize(path) !== path || path.includes('\0')) {
      throw new Error(`not a plain absolute path: ${JSON.stringify(path)}`)
    }
    const target = join(root, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
}
