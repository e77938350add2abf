// The parts that write the audit trail, built once. Part of the composition root.
import type { Clock } from './domain/basics/clock.ts'
import type { AuditKey } from './domain/audit/audit-chain.ts'
import { type AuditTrail, createAuditTrail } from './domain/audit/audit-trail.ts'
import type { Storage } from './domain/storage.ts'
import type { Log } from './observability/log.ts'
import { type CallTrail, createCallTrail } from './trail/call-trail.ts'
import { createSessionTrail, type SessionTrail } from './trail/session-trail.ts'

export interface AuditParts {
  readonly storage: Storage
  readonly key: AuditKey
  /** 0 keeps events for good. */
  readonly keptDays: number
  readonly clock: Clock
  readonly log: Log
}

export interface BuiltAudit {
  readonly trail: AuditTrail
  readonly calls: CallTrail
  readonly sessions: SessionTrail
  /** Lets go of old events, and logs how many calls came without a valid signature. */
  tend(): Promise<void>
  /** Resolves when nothing waits to be written. */
  idle(): Promise<void>
}

export function buildAudit({ clock, log, ...parts }: AuditParts): BuiltAudit {
  const trail = createAuditTrail({
    ...parts,
    shortened: (accountId, written, found) =>
      log.error(
        { accountId, written, found },
        'an audit trail ends before what was written to it: events were taken away',
      ),
  })
  const sessions = createSessionTrail(trail, clock, log)
  const calls = createCallTrail(trail, log)
  return {
    trail,
    calls,
    sessions,
    async tend() {
      calls.reportUnsigned()
      await trail.purge(clock.now())
    },
    async idle() {
      await sessions.idle()
      await trail.idle()
    },
  }
}
