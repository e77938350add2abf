import { readAuditLine } from '@hostler/record/audit-line'
import { type AuditCheck, type KnownEvent, verifyAudit } from '@hostler/record/verify-audit'
import type { Clients } from '../../aws/clients.ts'
import { CommandError } from '../../output/failure.ts'
import { oneLine } from '../../output/harmless-text.ts'
import { print } from '../../output/terminal.ts'
import { readVerifyKey, type VerifyKey } from '../verify-key.ts'
import { fileLines } from './audit-lines.ts'

export interface VerifyAuditOptions {
  readonly key?: string
  readonly after?: string
}

/** So many faults are told; where one line was changed, there may be thousands that do not fit. */
const faultsShown = 20

/** `hostler audit verify`: whether an export is whole and unchanged, and goes on from an earlier one. */
export async function verifyAuditFile(clients: Clients, file: string, options: VerifyAuditOptions): Promise<void> {
  const key = await readVerifyKey(clients, options.key)
  const known = options.after === undefined ? undefined : await endOf(options.after, key)
  const check = await verifyAudit(fileLines(file), { keyId: key.id, ...(known && { known }) }, key.crypto)
  print(reportAudit(check))
  if (check.faults.length > 0) throw new CommandError(`${file} did not pass.`)
}

/** A line for a good export; for another one its faults, a line each. */
export function reportAudit({ accountId, count, first, last, madeAt, faults }: AuditCheck): string {
  if (faults.length > 0) {
    const more = faults.length > faultsShown ? [`and ${faults.length - faultsShown} more`] : []
    return [...faults.slice(0, faultsShown).map(({ message }) => oneLine(message)), ...more].join('\n')
  }
  const events = count === 0 ? 'no events' : `${count} events, ${first} to ${last}`
  return `${accountId}: ${events}, whole and unchanged; exported ${madeAt}`
}

/** With which event an earlier export ends. It is the plane that says so, and signs it. */
async function endOf(file: string, key: VerifyKey): Promise<KnownEvent> {
  let last = ''
  for await (const line of fileLines(file)) last = line
  const { end } = await verifyAudit([last], { keyId: key.id }, key.crypto)
  const isEnd = readAuditLine(last)?.line.kind === 'end'
  if (!isEnd || !end) throw new CommandError(`${file} is no whole export: it has no end.`)
  return end
}
