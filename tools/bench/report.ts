// The results as a table for people, with the goals beside them.
import type { Comparison } from './comparison.ts'
import type { StartUp } from './start-up.ts'

export interface Results {
  readonly startUp: StartUp
  readonly comparisons: readonly Comparison[]
}

export const goals = { readRatio: 0.4, startMs: 500, idleMib: 120 }

export function renderResults({ startUp, comparisons }: Results): string {
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
  return [table([header, ...rows]), '', ...startUpLines(startUp)].join('\n')
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
