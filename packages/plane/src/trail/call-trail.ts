// Writes calls into the audit trail: a call is answered when its event is durable. Of calls that nobody signed validly,
// which belong to no account, it only counts how many there were.
import { AwsFault } from '@hostler/wire/aws-fault'
import type { AuditTrail } from '../domain/audit/audit-trail.ts'
import type { FinishedCall } from '../gateway/finished-call.ts'
import type { Log } from '../observability/log.ts'
import { callEvents } from './event-record.ts'
import { isRecorded, isRoutine } from './recorded-calls.ts'

export interface CallTrail {
  /** Resolves when the call is in the trail; undefined when nothing needs to be waited for. Throws what a storage throws. */
  callOver(call: FinishedCall): Promise<void> | undefined
  /** Logs how many calls without a valid signature there were since the last time, by the code of their refusal. */
  reportUnsigned(): void
}

/** A host that may not do its work tries again for ever: the same refusal is written once in an hour. */
const routineDenialMs = 3_600_000
const routineDenialsMax = 50_000

export function createCallTrail(trail: Pick<AuditTrail, 'append'>, log: Log): CallTrail {
  const unsigned = new Map<string, number>()
  const routineDenials = new Map<string, number>()

  function isToldAlready(call: FinishedCall): boolean {
    if (!isRoutine(call)) return false
    const said = `${call.caller!.arn} ${call.operation}`
    const atMs = call.at.getTime()
    const toldAtMs = routineDenials.get(said)
    if (toldAtMs !== undefined && atMs - toldAtMs < routineDenialMs) return true
    routineDenials.delete(said)
    if (routineDenials.size >= routineDenialsMax) routineDenials.delete(routineDenials.keys().next().value!)
    routineDenials.set(said, atMs)
    return false
  }

  function count({ failure }: FinishedCall): undefined {
    const code = failure instanceof AwsFault ? failure.code : 'InternalFailure'
    unsigned.set(code, (unsigned.get(code) ?? 0) + 1)
  }

  return {
    callOver(call) {
      const { operation, caller, scope } = call
      if (operation === undefined) return undefined
      if (!caller || !scope || scope.accountId === '') return count(call)
      if (!isRecorded(call) || isToldAlready(call)) return undefined
      const events = callEvents({ ...call, operation, caller, scope }, assumedIn(call))
      if (events.length === 1) return trail.append(events[0]!)
      return Promise.all(events.map(trail.append)).then(() => {})
    },
    reportUnsigned() {
      if (unsigned.size === 0) return
      log.info({ codes: Object.fromEntries(unsigned) }, 'calls without a valid signature')
      unsigned.clear()
    },
  }
}

/** The other account whose role was assumed. */
function assumedIn({ operation, input, failure, scope }: FinishedCall): string | undefined {
  if (operation !== 'sts:AssumeRole' || failure !== undefined) return undefined
  const accountId = String(input['RoleArn']).split(':')[4]
  return accountId === scope!.accountId ? undefined : accountId
}
