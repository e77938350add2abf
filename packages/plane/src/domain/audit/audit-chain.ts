import { hash } from 'node:crypto'
import { type AuditLine, sealLine, writeUnsealed } from '@hostler/record/audit-line'
import { noPrevious } from '@hostler/record/chunk'
import type { AuditEvent, ChainEnd, NewAuditEvent } from './audit-event.ts'

/** What signs a trail. */
export interface AuditKey {
  /** 32 hexadecimal digits of the public key's SHA-256. */
  readonly id: string
  /** 128 hexadecimal digits. */
  sign(digest: Uint8Array): string
}

export const chainStart: ChainEnd = { sequence: 0, hash: noPrevious }

/**
 * Puts an account's events behind the last one. The last of them is signed: there is never an event in the trail that
 * no signature stands for.
 */
export function chain(events: readonly NewAuditEvent[], end: ChainEnd, key: AuditKey): readonly AuditEvent[] {
  let { sequence, hash: previous } = end
  return events.map((event, index) => {
    sequence++
    const isSigned = index === events.length - 1
    const { accountId, record } = event
    const line = { kind: 'event', accountId, sequence, previous, event: record } as const
    const digest = digestOf(writeUnsealed(isSigned ? { ...line, keyId: key.id } : line))
    const chained = { ...event, sequence, previous, hash: digest.toString('hex') }
    previous = chained.hash
    return isSigned ? { ...chained, signed: { keyId: key.id, signature: key.sign(digest) } } : chained
  })
}

/** The line of an export that an event is. */
export function lineOf({ accountId, sequence, previous, hash: own, signed, record }: AuditEvent): string {
  const line = { kind: 'event', accountId, sequence, previous, event: record } as const
  if (!signed) return sealLine(writeUnsealed(line), { hash: own })
  return sealLine(writeUnsealed({ ...line, keyId: signed.keyId }), { hash: own, signature: signed.signature })
}

/** A line that the plane itself says and signs. */
export function signedLine(line: AuditLine, key: AuditKey): string {
  const unsealed = writeUnsealed({ ...line, keyId: key.id })
  const digest = digestOf(unsealed)
  return sealLine(unsealed, { hash: digest.toString('hex'), signature: key.sign(digest) })
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
