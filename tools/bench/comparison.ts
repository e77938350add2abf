// Plane and bare server, turn by turn, in short stretches: whatever else the machine does meets both alike. The
// ratio of each round is taken by itself and the median of the rounds is told.
import { callOnce, type LoadResult, type RequestSource, runLoad } from './load.ts'
import { type ServerProcess, startBareServer } from './server-process.ts'
import { median } from './median.ts'
import { prepare, type Workload } from './workloads.ts'

export interface Stretches {
  readonly rounds: number
  readonly durationMs: number
  readonly warmUpMs: number
}

/** One row: medians over the rounds. */
export interface Comparison {
  readonly name: string
  readonly connections: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly bareRequestsPerSecond: number
  readonly bareP50Ms: number
  readonly bareP99Ms: number
  /** Throughput of the plane by that of the bare server. */
  readonly ratio: number
  /** Processor time of a request, bare by plane; undefined where the system does not tell. */
  readonly cpuRatio: number | undefined
  readonly cpuUsPerRequest: number | undefined
}

interface Stretch extends LoadResult {
  readonly cpuUs: number | undefined
}

const connectionCounts = [1, 32]

/** Measures each workload with each number of connections. */
export async function compare(
  plane: ServerProcess,
  workloads: readonly Workload[],
  stretches: Stretches,
): Promise<Comparison[]> {
  const rows: Comparison[] = []
  for (const workload of workloads) {
    const next = prepare(workload, plane.port)
    const bare = await startBareServer((await callOnce(plane.port, next())).length)
    try {
      for (const server of [bare, plane]) {
        await runLoad(server.port, next, { connections: 32, durationMs: stretches.warmUpMs })
      }
      for (const connections of connectionCounts) {
        rows.push(await compareAt(connections, workload.name, { plane, bare }, next, stretches))
      }
    } finally {
      await bare.stop()
    }
  }
  return rows
}

async function compareAt(
  connections: number,
  name: string,
  { plane, bare }: { readonly plane: ServerProcess; readonly bare: ServerProcess },
  next: RequestSource,
  { rounds, durationMs }: Stretches,
): Promise<Comparison> {
  const ofPlane: Stretch[] = []
  const ofBare: Stretch[] = []
  for (let round = 0; round < rounds; round++) {
    ofBare.push(await measure(bare, next, connections, durationMs))
    ofPlane.push(await measure(plane, next, connections, durationMs))
  }
  const over = (list: readonly Stretch[], key: 'requestsPerSecond' | 'p50Ms' | 'p99Ms') =>
    median(list.map(stretch => stretch[key]))
  const cpuUs = medianKnown(ofPlane.map(stretch => stretch.cpuUs))
  const bareCpuUs = medianKnown(ofBare.map(stretch => stretch.cpuUs))
  return {
    name,
    connections,
    requestsPerSecond: over(ofPlane, 'requestsPerSecond'),
    p50Ms: over(ofPlane, 'p50Ms'),
    p99Ms: over(ofPlane, 'p99Ms'),
    bareRequestsPerSecond: over(ofBare, 'requestsPerSecond'),
    bareP50Ms: over(ofBare, 'p50Ms'),
    bareP99Ms: over(ofBare, 'p99Ms'),
    ratio: median(ofPlane.map((stretch, round) => stretch.requestsPerSecond / ofBare[round]!.requestsPerSecond)),
    cpuRatio: cpuUs === undefined || bareCpuUs === undefined ? undefined : bareCpuUs / cpuUs,
    cpuUsPerRequest: cpuUs,
  }
}

async function measure(
  server: ServerProcess,
  next: RequestSource,
  connections: number,
  durationMs: number,
): Promise<Stretch> {
  const before = server.cpuMs()
  const result = await runLoad(server.port, next, { connections, durationMs })
  const after = server.cpuMs()
  const cpuUs = before === undefined || after === undefined ? undefined : ((after - before) * 1000) / result.count
  return { ...result, cpuUs }
}

function medianKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined)
  return known.length === 0 ? undefined : median(known)
}
