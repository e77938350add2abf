// `hostler cp`: one file to a managed node or from it, over a session.
import type { Clients } from '../aws/clients.ts'
import { copyEnds } from '../copy/copy-ends.ts'
import { download } from '../copy/download.ts'
import { showBytes } from '../copy/progress.ts'
import { upload } from '../copy/upload.ts'
import { oneLine } from '../output/harmless-text.ts'
import { print } from '../output/terminal.ts'
import { onEndingSignal } from '../session/session-signals.ts'
import { findTarget } from '../session/target.ts'

export interface CpOptions {
  readonly document?: string
  readonly reason?: string
  readonly json?: boolean
}

/** Resolves when the file is where it should be, whole. */
export async function cp(clients: Clients, from: string, to: string, options: CpOptions): Promise<void> {
  const ends = copyEnds(from, to)
  const client = await clients.ssm()
  const { id } = await findTarget(client, ends.target)
  const stop = new AbortController()
  onEndingSignal(() => stop.abort())
  const { document, reason, json = false } = options
  const startedMs = performance.now()
  const copy = ends.to.target === undefined ? download : upload
  const paths = { from: ends.from.path, to: ends.to.path }
  const terminal = json ? undefined : process.stderr
  const copied = await copy(client, id, paths, { document, reason, terminal, signal: stop.signal })
  const seconds = (performance.now() - startedMs) / 1000
  if (json) print(JSON.stringify({ ...copied, node: id, seconds: Number(seconds.toFixed(3)) }))
  else print(`${oneLine(copied.path)}: ${showBytes(copied.bytes)} in ${seconds.toFixed(1)} s, SHA-256 ${copied.sha256}`)
}
