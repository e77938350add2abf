// A signed audit trail for tests, as an export has it, made with Node's cryptography.
import { hash } from 'node:crypto'
import { type AuditLine, sealLine, writeUnsealed } from './audit-line.ts'
import { noPrevious } from './chunk.ts'
import type { TestKey } from './test-record.ts'

export const auditAccount = '123456789012'
const madeAt = '2026-11-23T14:00:00.000Z'

/** One line; signed where it names a key. */
export function testLine(key: TestKey, line: AuditLine): { text: string; hash: string } {
  const unsealed = writeUnsealed(line)
  const digest = hash('sha256', unsealed, 'buffer')
  const seal = { hash: digest.toString('hex'), ...(line.keyId !== undefined && { signature: key.sign(digest) }) }
  return { text: sealLine(unsealed, seal), hash: seal.hash }
}

/**
 * An export: an event for each text, every second of them signed.
 *
 * @param from how many events were cut before
 */
export function testAudit(key: TestKey, events: readonly string[], from = 0, start = noPrevious): string[] {
  const place = { accountId: auditAccount, keyId: key.keyId }
  const lines: string[] = []
  let previous = start
  if (from > 0) {
    const cut = { ...place, kind: 'cut', sequence: from, hash: start, before: madeAt, at: madeAt } as const
    lines.push(testLine(key, cut).text)
  }
  events.forEach((text, index) => {
    const event = { kind: 'event', previous, event: JSON.stringify({ text }) } as const
    const isSigned = index % 2 === 1
    const line = {
      accountId: auditAccount,
      sequence: from + index + 1,
      ...(isSigned && { keyId: key.keyId }),
      ...event,
    }
    const { text: written, hash: own } = testLine(key, line)
    lines.push(written)
    previous = own
  })
  const ends = { first: from + 1, previous: start, hash: previous, at: madeAt }
  lines.push(testLine(key, { ...place, kind: 'end', sequence: from + events.length, ...ends }).text)
  return lines
}
