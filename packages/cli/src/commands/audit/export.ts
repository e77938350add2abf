import { open } from 'node:fs/promises'
import { verifyAudit } from '@hostler/record/verify-audit'
import type { Clients } from '../../aws/clients.ts'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'
import { openOutputFile } from '../../session/output-file.ts'
import { whileRead } from '../sessions/while-read.ts'
import { readVerifyKey } from '../verify-key.ts'
import { auditLines } from './audit-lines.ts'
import { reportAudit } from './verify.ts'

export interface ExportAuditOptions {
  readonly from?: string
  readonly to?: string
  readonly output?: string
  readonly verify?: boolean
}

/** `hostler audit export`: the account's audit trail as JSON lines. A new file is for its owner alone. */
export async function exportAudit(clients: Clients, options: ExportAuditOptions): Promise<void> {
  const { from, to } = options
  const times = {
    ...(from !== undefined && { From: secondsOf('--from', from) }),
    ...(to !== undefined && { Until: secondsOf('--to', to) }),
  }
  const lines = auditLines(await clients.hostler(), times)
  if (!options.verify) {
    for await (const _line of written(lines, options.output));
    return
  }
  const key = await readVerifyKey(clients, undefined)
  const check = await verifyAudit(written(lines, options.output), { keyId: key.id }, key.crypto)
  // Standard output may be the export itself.
  process.stderr.write(`${reportAudit(check)}\n`)
  if (check.faults.length > 0) throw new CommandError('The audit trail did not pass.')
}

/** Writes lines as they are taken, and gives them on. */
async function* written(lines: AsyncIterable<string>, output: string | undefined): AsyncGenerator<string> {
  if (output === undefined) {
    const stdout = openOutputFile(1)
    for await (const line of lines) {
      await whileRead(() => stdout.write(Buffer.from(`${line}\n`)))
      if (process.exitCode !== undefined) return
      yield line
    }
    return
  }
  // The first page comes before the file: a refusal leaves none behind.
  let file
  try {
    for await (const line of lines) {
      file ??= await open(output, 'w', 0o600)
      await file.writeFile(`${line}\n`)
      yield line
    }
  } finally {
    await file?.close()
  }
}

function secondsOf(flag: string, text: string): number {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) {
    throw new CommandError(`${flag} takes a time such as 2026-11-23T14:00:00Z, not '${text}'`, exitCodes.usage)
  }
  return ms / 1000
}
