import { createHash, randomBytes } from 'node:crypto'
import type { SSMClient } from '@aws-sdk/client-ssm'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CommandError } from '../output/failure.ts'
import { Base64Reader } from './base64-reader.ts'
import { type Progress, showProgress } from './progress.ts'
import { RemoteShell } from './remote-shell.ts'
import { downloadScript } from './remote-script.ts'
import type { Copied, CopyOptions } from './upload.ts'

/** Copies a file of a node here. It has its name only when it is whole; its hash was compared before. */
export async function download(
  client: SSMClient,
  nodeId: string,
  { from, to }: { readonly from: string; readonly to: string },
  { terminal, ...options }: CopyOptions,
): Promise<Copied> {
  const path = (await isFolder(to)) ? join(to, basename(from)) : to
  const temporary = join(dirname(path), `.${basename(path)}.hostler-${randomBytes(6).toString('hex')}`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    const base64 = new Base64Reader()
    let progress: Progress | undefined
    let isData = false
    let bytes = 0
    const data = async (text: Uint8Array) => {
      // What comes before the size is nobody's file.
      if (!isData) return
      const decoded = base64.read(text)
      hash.update(decoded)
      await file.writeFile(decoded)
      bytes += decoded.length
      progress?.advance(decoded.length)
    }
    const away = (isAway: boolean) => isAway && progress?.note('The connection broke; trying again.')
    const heard = (word: string) => (isData = word.startsWith('SIZE '))
    const shell = await RemoteShell.start(client, nodeId, downloadScript(from), { ...options, data, away, heard })
    try {
      const [size, mode = '644'] = (await shell.word('SIZE')).trim().split(/\s+/)
      progress = showProgress(basename(path), Number(size), terminal)
      const there = await shell.word('SUM')
      const sha256 = hash.digest('hex')
      if (bytes !== Number(size)) throw new CommandError(`${size} bytes were announced and ${bytes} came`)
      if (there !== sha256) throw new CommandError(`What came has SHA-256 ${sha256}, the node's file ${there}`)
      await file.chmod(Number.parseInt(mode, 8) & 0o777)
      await file.sync()
      await rename(temporary, path)
      return { session: shell.sessionId, bytes, sha256, path }
    } finally {
      progress?.finish()
      await shell.end()
    }
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}
