// The results as a table for people, with the goals beside them.
import type { Comparison } from './comparison.ts'
import type { DecisionRow } from './decisions/decision-bench.ts'
import type { ForwardingResults } from './forwarding/forwarding-bench.ts'
import type { LoadResults } from './load/load-bench.ts'
import type { ObjectBytesRow } from './objects/bytes-bench.ts'
import type { SessionResults } from './sessions/session-bench.ts'
import type { StartUp } from './start-up.ts'

export interface Results {
  readonly startUp?: StartUp
  readonly comparisons?: readonly Comparison[]
  readonly decisions?: readonly DecisionRow[]
  readonly sessions?: SessionResults
  readonly forwarding?: ForwardingResults
  readonly objectBytes?: readonly ObjectBytesRow[]
  readonly load?: LoadResults
}

export const goals = {
  readRatio: 0.4,
  startMs: 500,
  idleMib: 120,
  permissionPercent: 15,
  keystrokeMs: 5,
  bulk: 0.7,
  recordedBulk: 0.6,
  forwarding: 0.5,
  toStockClient: 50,
  objectBytes: 0.6,
  loadMib: 1024,
  kibPerHost: 100,
}

export function renderResults({
  startUp,
  comparisons,
  decisions,
  sessions,
  forwarding,
  objectBytes,
  load,
}: Results): string {
  const parts = [
    ...(comparisons ? [comparisonTable(comparisons)] : []),
    ...(decisions && comparisons ? [decisionTable(decisions, comparisons)] : []),
    ...(startUp ? [startUpLines(startUp).join('\n')] : []),
    ...(sessions ? [sessionTables(sessions)] : []),
    ...(forwarding ? [forwardingTable(forwarding)] : []),
    ...(objectBytes ? [objectBytesTable(objectBytes)] : []),
    ...(load ? [loadLines(load).join('\n')] : []),
  ]
  return parts.join('\n\n')
}

/** Beside the processor time that the bare server and the plane take for the read, at 32 connections. */
function decisionTable(decisions: readonly DecisionRow[], comparisons: readonly Comparison[]): string {
  const read = comparisons.find(({ name, connections }) => name === 'GetServiceSetting' && connections === 32)
  const bareUs = read?.cpuUsPerRequest !== undefined && read.cpuRatio ? read.cpuUsPerRequest * read.cpuRatio : undefined
  const cells = decisions.map(({ name, decisionsPerSecond, usPerDecision }) => {
    const others = read?.cpuUsPerRequest === undefined ? undefined : read.cpuUsPerRequest - decisions[0]!.usPerDecision
    return [
      name,
      decisionsPerSecond.toFixed(0),
      usPerDecision.toFixed(2),
      bareUs === undefined ? '–' : (usPerDecision / bareUs).toFixed(3),
      others === undefined ? '–' : `${((usPerDecision / others) * 100).toFixed(1)} %`,
    ]
  })
  return [
    table([
      ['permission, decisions of', 'a second', 'µs each', 'of a bare request', 'added to GetServiceSetting'],
      ...cells,
    ]),
    `goal: permission adds at most ${goals.permissionPercent} % to GetServiceSetting`,
  ].join('\n')
}

function forwardingTable({ rows, skipped }: ForwardingResults): string {
  const bare = rows[0]!
  const cells = rows.map(({ name, down, up }) => [
    name,
    down.toFixed(1),
    up.toFixed(1),
    (down / bare.down).toFixed(2),
    (up / bare.up).toFixed(2),
  ])
  return [
    table([['port forwarding', 'down MB/s', 'up MB/s', 'of bare', 'of bare'], ...cells]),
    `goals: own pair ${goals.forwarding} of bare both ways, built-in agent to stock client ${goals.toStockClient} MB/s down`,
    ...skipped.map(what => `not measured: ${what}`),
  ].join('\n')
}

function objectBytesTable(rows: readonly ObjectBytesRow[]): string {
  const cells = rows.map(({ name, unit, perSecond, barePerSecond, ratio }) => [
    name,
    perSecond.toFixed(0),
    barePerSecond.toFixed(0),
    unit,
    ratio.toFixed(2),
  ])
  return [
    table([['objects', 'sealed', 'bare file', 'of', 'ratio'], ...cells]),
    `goal: ${goals.objectBytes} of bare files, written and synced`,
  ].join('\n')
}

function loadLines(load: LoadResults): string[] {
  const memory = `${load.memoryMib?.toFixed(0) ?? '?'} MiB, ${load.kibPerHost?.toFixed(0) ?? '?'} KiB each`
  return [
    `${load.hosts} hosts over TLS: joined in ${load.joinSeconds.toFixed(0)} s; plane ${memory} (goals ${goals.loadMib} and ${goals.kibPerHost})`,
    `${load.shells} shells at once, ${load.keystrokes} keys: echo p50 ${load.echoP50Ms.toFixed(1)} ms, p99 ${load.echoP99Ms.toFixed(1)} ms`,
    `after a kill all were back ${load.stormSeconds.toFixed(0)} s after the plane was ready; longest pause of a host ${load.longestPauseSeconds.toFixed(0)} s`,
    `  ${load.backAfter.map(({ seconds, hosts }) => `${seconds} s: ${hosts}`).join(', ')}`,
  ]
}

function sessionTables({ bulk, keystrokes }: SessionResults): string {
  const seconds = (value: number | undefined) => value?.toFixed(1) ?? '–'
  const bulkRows = bulk.map(row => [
    row.name,
    row.mibPerSecond.toFixed(0),
    row.pipeMibPerSecond.toFixed(0),
    row.ratio.toFixed(2),
    seconds(row.cpuPerGib),
    seconds(row.pipeCpuPerGib),
  ])
  const keystrokeRows = keystrokes.map(row => [
    row.name,
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
    row.directP50Ms.toFixed(2),
    row.directP99Ms.toFixed(2),
    (row.p99Ms - row.directP99Ms).toFixed(2),
  ])
  return [
    table([['bulk output, payloads of', 'MiB/s', 'pipe MiB/s', 'ratio', 'CPU s/GiB', 'pipe CPU s/GiB'], ...bulkRows]),
    `goals: ${goals.bulk} of a bare pipe, ${goals.recordedBulk} with the record`,
    '',
    table([['', 'p50 ms', 'p99 ms', 'direct p50', 'direct p99', 'p99 over direct'], ...keystrokeRows]),
    `goal: p99 at most ${goals.keystrokeMs} ms over a direct WebSocket`,
  ].join('\n')
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const header = [
    '',
    'conns',
    'req/s',
    'p50 ms',
    'p99 ms',
    'bare req/s',
    'p50 ms',
    'p99 ms',
    'ratio',
    'CPU µs',
    'CPU ratio',
  ]
  const rows = comparisons.map(row => [
    row.name,
    String(row.connections),
    row.requestsPerSecond.toFixed(0),
    row.p50Ms.toFixed(3),
    row.p99Ms.toFixed(3),
    row.bareRequestsPerSecond.toFixed(0),
    row.bareP50Ms.toFixed(3),
    row.bareP99Ms.toFixed(3),
    row.ratio.toFixed(2),
    row.cpuUsPerRequest?.toFixed(0) ?? '–',
    row.cpuRatio?.toFixed(2) ?? '–',
  ])
  return table([header, ...rows])
}

function startUpLines({ firstStartMs, startMs, startedMib, idleMib }: StartUp): string[] {
  const mib = (value: number | undefined) => (value === undefined ? 'unknown' : `${value.toFixed(0)} MiB`)
  return [
    `start to first signed answer: ${startMs.toFixed(0)} ms (goal ${goals.startMs}); first start of a data folder ${firstStartMs.toFixed(0)} ms`,
    `memory: ${mib(startedMib)} after the first answer, ${mib(idleMib)} idle (goal ${goals.idleMib})`,
    `ratio: requests per second of the plane by those of the bare server (goal for the read ${goals.readRatio})`,
  ]
}

/** First column to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows
    .map(row => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n')
}
