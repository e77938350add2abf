// Sessions through the plane, beside the least that could be in its place: a bare pipe of two WebSockets for bulk, a
// direct WebSocket for keystrokes. Host, relay and client are a process each; both sides run the same host and client.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { callOnce } from '../load.ts'
import { median } from '../median.ts'
import { type Seeded, seedDataFolder } from '../seed.ts'
import { type ServerProcess, startServer } from '../server-process.ts'
import { fromCommandLine, toSignedBytes } from '../signed-requests.ts'
import { ClientEnd } from './client-end.ts'

export interface SessionEffort {
  readonly keystrokes: number
  readonly bulkMib: number
  readonly rounds: number
}

export interface BulkRow {
  readonly name: string
  readonly mibPerSecond: number
  readonly pipeMibPerSecond: number
  /** Median of the rounds' ratios. */
  readonly ratio: number
  /** Processor seconds of the relay for a GiB of payload, and of the pipe. */
  readonly cpuPerGib: number | undefined
  readonly pipeCpuPerGib: number | undefined
}

export interface KeystrokeRow {
  readonly name: string
  readonly p50Ms: number
  readonly p99Ms: number
  readonly directP50Ms: number
  readonly directP99Ms: number
}

export interface SessionResults {
  readonly bulk: readonly BulkRow[]
  readonly keystrokes: readonly KeystrokeRow[]
}

/** The stock agent's payload, and a larger one. */
const payloadSizes = [1024, 16 * 1024]
const backgroundSessions = 50

export async function measureSessions(folder: string, effort: SessionEffort): Promise<SessionResults> {
  const bulk: BulkRow[] = []
  const keystrokes: KeystrokeRow[] = []
  for (const isRecorded of [false, true]) {
    const what = isRecorded ? 'recorded' : 'not recorded'
    const plane = await MeasuredPlane.start(join(folder, isRecorded ? 'recorded' : 'plain'), isRecorded)
    try {
      for (const size of payloadSizes) bulk.push(await compareBulk(plane, `${size} bytes, ${what}`, size, effort))
      if (isRecorded) keystrokes.push(...(await compareKeystrokes(plane, effort)))
    } finally {
      await plane.stop()
    }
  }
  return { bulk, keystrokes }
}

/** A plane, the process of its hosts, and a way to start sessions on them. */
class MeasuredPlane {
  readonly server: ServerProcess
  readonly seeded: Seeded
  readonly nodesFile: string
  readonly #hosts: ServerProcess

  private constructor(server: ServerProcess, hosts: ServerProcess, seeded: Seeded, nodesFile: string) {
    this.server = server
    this.#hosts = hosts
    this.seeded = seeded
    this.nodesFile = nodesFile
  }

  static async start(folder: string, isRecorded: boolean): Promise<MeasuredPlane> {
    const seeded = await seedDataFolder(folder, backgroundSessions + 1)
    const file = join(folder, 'bench-nodes.json')
    writeFileSync(file, JSON.stringify(seeded.nodes))
    const server = await startServer('tools/bench/seeded-plane.ts', [folder, ...(isRecorded ? [] : ['--no-record'])])
    const hosts = await startServer('tools/bench/sessions/host-process.ts', ['plane', String(server.port), file])
    return new MeasuredPlane(server, hosts, seeded, file)
  }

  /** A session on the node of this number. */
  async session(node = 0): Promise<ClientEnd> {
    const call = fromCommandLine('StartSession', { Target: this.seeded.nodes[node]!.id }, this.seeded.administrator)
    const answer = await callOnce(this.server.port, toSignedBytes(call, this.server.port))
    const { StreamUrl, TokenValue } = JSON.parse(answer.toString()) as { StreamUrl: string; TokenValue: string }
    return ClientEnd.open(
      StreamUrl,
      JSON.stringify({ MessageSchemaVersion: '1.0', TokenValue, ClientVersion: '1.2.0.0' }),
    )
  }

  async stop(): Promise<void> {
    await this.#hosts.stop()
    await this.server.stop()
  }
}

async function compareBulk(
  plane: MeasuredPlane,
  name: string,
  size: number,
  { rounds, bulkMib }: SessionEffort,
): Promise<BulkRow> {
  const pipe = await startServer('tools/bench/sessions/pipe-process.ts', [])
  const pipeHosts = await startServer('tools/bench/sessions/host-process.ts', ['pipe', String(pipe.port), '1'])
  const [throughPlane, throughPipe] = [
    await plane.session(),
    await ClientEnd.open(`ws://127.0.0.1:${pipe.port}/client/0`),
  ]
  const ofPlane: Stretch[] = []
  const ofPipe: Stretch[] = []
  const count = Math.ceil((bulkMib * 1024 * 1024) / size)
  try {
    for (let round = 0; round <= rounds; round++) {
      const stretches = [
        await bulkStretch(pipe, throughPipe, count, size),
        await bulkStretch(plane.server, throughPlane, count, size),
      ] as const
      // The first round warms both up.
      if (round === 0) continue
      ofPipe.push(stretches[0])
      ofPlane.push(stretches[1])
    }
  } finally {
    throughPlane.close()
    throughPipe.close()
    await pipeHosts.stop()
    await pipe.stop()
  }
  return {
    name,
    mibPerSecond: median(ofPlane.map(stretch => stretch.mibPerSecond)),
    pipeMibPerSecond: median(ofPipe.map(stretch => stretch.mibPerSecond)),
    ratio: median(ofPlane.map((stretch, round) => stretch.mibPerSecond / ofPipe[round]!.mibPerSecond)),
    cpuPerGib: medianKnown(ofPlane),
    pipeCpuPerGib: medianKnown(ofPipe),
  }
}

interface Stretch {
  readonly mibPerSecond: number
  readonly cpuPerGib: number | undefined
}

async function bulkStretch(server: ServerProcess, client: ClientEnd, count: number, size: number): Promise<Stretch> {
  const before = server.cpuMs()
  const elapsedMs = await client.bulk(count, size)
  const after = server.cpuMs()
  const mib = (count * size) / (1024 * 1024)
  const cpuPerGib = before === undefined || after === undefined ? undefined : ((after - before) / 1000) * (1024 / mib)
  return { mibPerSecond: mib / (elapsedMs / 1000), cpuPerGib }
}

/** Alone, and while other sessions stream and nodes report changes that are written durably. */
async function compareKeystrokes(plane: MeasuredPlane, { keystrokes }: SessionEffort): Promise<KeystrokeRow[]> {
  const direct = await startServer('tools/bench/sessions/host-process.ts', ['direct'])
  const ends = [await ClientEnd.open(`ws://127.0.0.1:${direct.port}/`), await plane.session()] as const
  try {
    const alone = await keystrokeRow('keystroke, nothing else', ends, keystrokes)
    const background = await Promise.all(
      Array.from({ length: backgroundSessions }, (_, index) => plane.session(index + 1)),
    )
    // 50 messages a second each, of a line or so.
    for (const client of background) client.stream(20, 256)
    const writes = await startServer('tools/bench/sessions/write-process.ts', [
      String(plane.server.port),
      plane.nodesFile,
    ])
    const busy = await keystrokeRow(`keystroke, beside ${backgroundSessions} streams and writes`, ends, keystrokes)
    await writes.stop()
    for (const client of background) client.close()
    return [alone, busy]
  } finally {
    for (const end of ends) end.close()
    await direct.stop()
  }
}

async function keystrokeRow(
  name: string,
  [direct, through]: readonly [ClientEnd, ClientEnd],
  count: number,
): Promise<KeystrokeRow> {
  const [ofDirect, ofPlane]: [number[], number[]] = [[], []]
  for (let i = -20; i < count; i++) {
    const pair = [await direct.keystroke(), await through.keystroke()] as const
    // The first few warm both up.
    if (i < 0) continue
    ofDirect.push(pair[0])
    ofPlane.push(pair[1])
    // People do not type without a pause.
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  const at = (list: number[], part: number) => list.sort((a, b) => a - b)[Math.floor(list.length * part)]!
  return {
    name,
    p50Ms: at(ofPlane, 0.5),
    p99Ms: at(ofPlane, 0.99),
    directP50Ms: at(ofDirect, 0.5),
    directP99Ms: at(ofDirect, 0.99),
  }
}

function medianKnown(stretches: readonly Stretch[]): number | undefined {
  const known = stretches.map(({ cpuPerGib }) => cpuPerGib).filter(value => value !== undefined)
  return known.length === 0 ? undefined : median(known)
}
