import type { ResponseFromClient } from '@hostler/channel/payloads/read-handshake'
import type { Log } from '../runtime/log.ts'
import type { SessionPlan } from './document/session-plan.ts'
import type { SessionOrder } from './document/start-message.ts'
import { startPortWork } from './port/port-work.ts'
import { startShellWork } from './program/shell-work.ts'
import type { ProgramHost } from './program/start-program.ts'
import type { SessionWork, WorkOutput } from './work.ts'

/** Begins what a session is for, once hands are shaken. Rejects with `SessionFailure` when it cannot be. */
export type StartWork = (
  plan: SessionPlan,
  order: SessionOrder,
  client: ResponseFromClient,
  output: WorkOutput,
) => Promise<SessionWork>

/** Programs of this host, and connections that it makes. */
export function workOn(host: ProgramHost, log: Log): StartWork {
  return (plan, order, client, output) =>
    plan.sessionType === 'Port'
      ? startPortWork(plan, client, log, output)
      : startShellWork(plan, order, client, host, output)
}
