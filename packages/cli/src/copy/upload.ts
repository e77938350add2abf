import { createHash, randomBytes } from 'node:crypto'
import type { SSMClient } from '@aws-sdk/client-ssm'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { CommandError } from '../output/failure.ts'
import { showProgress } from './progress.ts'
import { RemoteShell, type RemoteShellOptions } from './remote-shell.ts'
import { uploadScript } from './remote-script.ts'

/** What was copied, and its hash as both ends have it. */
export interface Copied {
  readonly session: string
  readonly bytes: number
  /** SHA-256, hexadecimal. */
  readonly sha256: string
  /** Where it is now. */
  readonly path: string
}

export interface CopyOptions extends Pick<RemoteShellOptions, 'document' | 'reason' | 'signal'> {
  /** Where to show how far it is. */
  readonly terminal?: NodeJS.WriteStream
}

const readBytes = 256 * 1024

/** Copies a local file to a node. It has its name there only when it is whole; its hash was compared before. */
export async function upload(
  client: SSMClient,
  nodeId: string,
  { from, to }: { readonly from: string; readonly to: string },
  { terminal, ...options }: CopyOptions,
): Promise<Copied> {
  await using file = await open(from, 'r')
  const { size, mode } = await file.stat().then(stat => {
    if (!stat.isFile()) throw new CommandError(`${from} is no file`)
    return stat
  })
  const name = basename(from)
  const token = randomBytes(6).toString('hex')
  const progress = showProgress(name, size, terminal)
  const script = uploadScript({ path: to, name, sizeBytes: size, mode, token })
  const away = (isAway: boolean) => isAway && progress.note('The connection broke; trying again.')
  const shell = await RemoteShell.start(client, nodeId, script, { ...options, away })
  try {
    await shell.word('READY')
    const hash = createHash('sha256')
    for (let sent = 0; sent < size;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(Math.min(readBytes, size - sent)), 0)
      if (bytesRead === 0) throw new CommandError(`${from} became shorter while it was read`)
      const bytes = buffer.subarray(0, bytesRead)
      hash.update(bytes)
      await shell.send(bytes)
      sent += bytesRead
      progress.advance(bytesRead)
    }
    const sha256 = hash.digest('hex')
    const there = await shell.word('SUM')
    if (there !== sha256) throw new CommandError(`The node has SHA-256 ${there || 'nothing'} of it, not ${sha256}`)
    await shell.send(Buffer.from('y\n'))
    const path = await shell.word('DONE')
    return { session: shell.sessionId, bytes: size, sha256, path }
  } finally {
    progress.finish()
    await shell.end()
  }
}
