import { compareVersions } from '@hostler/channel/handshake/compare-versions'
import type { ResponseFromClient } from '@hostler/channel/payloads/read-handshake'
import type { Log } from '../../runtime/log.ts'
import type { PortPlan } from '../document/port-plan.ts'
import type { SessionWork, WorkOutput } from '../work.ts'
import { checkDestination } from './destination.ts'
import { MultiplexedWork } from './multiplexed-work.ts'
import { SingleWork } from './single-work.ts'

/** The first client that tells connections apart. */
const multiplexingSince = '1.1.70.0'

/** Forwards in the way that client and document agree on. Rejects with `SessionFailure` when it cannot be. */
export async function startPortWork(
  plan: PortPlan,
  { clientVersion, abilities }: ResponseFromClient,
  log: Log,
  output: WorkOutput,
): Promise<SessionWork> {
  await checkDestination(plan)
  if (plan.isLocalForwarding && isAtLeast(clientVersion, multiplexingSince)) {
    return new MultiplexedWork(plan, output, { log, keepsHalves: abilities.HalfClose === true })
  }
  return SingleWork.start(plan, output, plan.isLocalForwarding)
}

/** Versions of three parts count as if a zero followed. */
function isAtLeast(version: string, least: string): boolean {
  const whole = version.split('.').length === 3 ? `${version}.0` : version
  return (compareVersions(whole, least) ?? -1) >= 0
}
