// What permission costs: whole decisions of the plane's own authorizer (policies gathered, keys looked up, the answer
// kept), for callers with few and with many policies. In this process; how that compares with a request, the report says.
import { createApp } from '@hostler/plane/app'
import type { Authorizer } from '@hostler/plane/access/authorizer'
import { may } from '@hostler/plane/access/ask'
import type { RequestFacts } from '@hostler/plane/access/request-context'
import { createConfig } from '@hostler/plane/config/config'
import { prepareDataFolder } from '@hostler/plane/config/data-folder'
import type { Caller } from '@hostler/plane/identity/caller'
import { median } from '../median.ts'
import { region } from '../signed-requests.ts'
import { makeCallers } from './callers.ts'

export interface DecisionRow {
  readonly name: string
  readonly decisionsPerSecond: number
  readonly usPerDecision: number
}

export interface DecisionEffort {
  readonly rounds: number
  readonly decisions: number
}

/** @param folder of a plane that is made for this */
export async function measureDecisions(folder: string, effort: DecisionEffort): Promise<readonly DecisionRow[]> {
  prepareDataFolder(folder)
  const app = await createApp(createConfig({ dataDir: folder, region, machines: 'none', logLevel: 'silent' }))
  try {
    const rows: DecisionRow[] = []
    for (const { name, caller, action, resource } of await makeCallers(app)) {
      const usPerDecision = await measure(app.authorizer, caller, { action, resource }, effort)
      rows.push({ name, usPerDecision, decisionsPerSecond: 1e6 / usPerDecision })
    }
    return rows
  } finally {
    await app.close()
  }
}

async function measure(
  authorizer: Authorizer,
  caller: Caller,
  { action, resource }: { readonly action: string; readonly resource: string },
  { rounds, decisions }: DecisionEffort,
): Promise<number> {
  const facts: RequestFacts = {
    origin: { requestId: 'bench', operation: action },
    now: new Date(),
    region,
    secure: true,
    userAgent: 'bench',
    sourceIp: '127.0.0.1',
  }
  const asks = [may(action, resource)]
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now()
    for (let i = 0; i < decisions; i++) {
      const denial = await authorizer.authorize(caller, asks, facts)
      if (denial) throw new Error(`the bench must be allowed: ${denial.message}`)
    }
    // The first round warms up.
    if (round > 0) times.push(((performance.now() - start) * 1000) / decisions)
  }
  return median(times)
}
