// `npm run bench`: how fast the plane is, as ratios to a bare server in the same run. Prints a table, or JSON with
// `--json`; `--quick` takes seconds instead of a minute and a half, and its numbers waver more. `--only NAME` runs
// the rows of API calls whose name starts so, `--only sessions`, `forwarding`, `objects` and `load` (ten minutes, and
// only so) those alone; `--only GetServiceSetting` tells what permission costs, too.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare } from './comparison.ts'
import { measureDecisions } from './decisions/decision-bench.ts'
import { renderResults, type Results } from './report.ts'
import { seedDataFolder } from './seed.ts'
import { measureForwarding } from './forwarding/forwarding-bench.ts'
import { measureLoad } from './load/load-bench.ts'
import { measureObjectBytes } from './objects/bytes-bench.ts'
import { measureSessions } from './sessions/session-bench.ts'
import { startServer } from './server-process.ts'
import { measureStartUp } from './start-up.ts'
import { workloadsOf } from './workloads.ts'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})

const nodeCount = 10_000
const effort = options.quick
  ? {
      starts: 2,
      settleMs: 1_500,
      stretches: { rounds: 3, durationMs: 100, warmUpMs: 600 },
      sessions: { keystrokes: 200, bulkMib: 16, rounds: 2 },
      forwarding: { rounds: 2, quickMb: 50, slowMb: 1 },
      decisions: { rounds: 3, decisions: 20_000 },
      objectBytes: { rounds: 3, mib: 64, smallObjects: 500 },
      load: { hosts: 300, shells: 50, settleSeconds: 2, typingSeconds: 5 },
    }
  : {
      starts: 5,
      settleMs: 5_000,
      stretches: { rounds: 6, durationMs: 500, warmUpMs: 1_500 },
      sessions: { keystrokes: 1_000, bulkMib: 64, rounds: 5 },
      forwarding: { rounds: 5, quickMb: 200, slowMb: 2 },
      decisions: { rounds: 7, decisions: 100_000 },
      objectBytes: { rounds: 9, mib: 64, smallObjects: 2_000 },
      load: { hosts: 10_000, shells: 500, settleSeconds: 100, typingSeconds: 20 },
    }

const folder = mkdtempSync(join(tmpdir(), 'hostler-bench-'))
try {
  const results = await measureAll()
  console.log(options.json ? JSON.stringify(results, undefined, 2) : renderResults(results))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measureAll(): Promise<Results> {
  // Ten minutes: only when asked for.
  if (options.only === 'load') return { load: await measureLoad(join(folder, 'load'), effort.load) }
  if (options.only === 'forwarding') {
    return { forwarding: await measureForwarding(join(folder, 'forwarding'), effort.forwarding) }
  }
  if (options.only === 'sessions') return { sessions: await measureSessions(join(folder, 'sessions'), effort.sessions) }
  if (options.only === 'objects') {
    return { objectBytes: await measureObjectBytes(join(folder, 'objects'), effort.objectBytes) }
  }
  const startUp = await measureStartUp(join(folder, 'new'), effort.starts, effort.settleMs)
  const seeded = await seedDataFolder(join(folder, 'seeded'), nodeCount)
  const workloads = workloadsOf(seeded).filter(({ name }) => name.startsWith(options.only))
  const plane = await startServer('tools/bench/seeded-plane.ts', [join(folder, 'seeded')])
  try {
    const comparisons = await compare(plane, workloads, effort.stretches)
    await plane.stop()
    const decisions = await measureDecisions(join(folder, 'decisions'), effort.decisions)
    if (options.only !== '') return { startUp, comparisons, decisions }
    const sessions = await measureSessions(join(folder, 'sessions'), effort.sessions)
    const forwarding = await measureForwarding(join(folder, 'forwarding'), effort.forwarding)
    const objectBytes = await measureObjectBytes(join(folder, 'objects'), effort.objectBytes)
    return { startUp, comparisons, decisions, sessions, forwarding, objectBytes }
  } catch (error) {
    await plane.stop()
    throw error
  }
}
