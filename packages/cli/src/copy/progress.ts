// How far a copy is: a line on a terminal that is written over again, nothing elsewhere.
import { performance } from 'node:perf_hooks'

const everyMs = 200
const barCells = 24

export interface Progress {
  /** @param bytes so many more */
  advance(bytes: number): void
  /** Says something in the line's place. */
  note(text: string): void
  /** Clears the line. */
  finish(): void
}

/** @param output a terminal, or undefined for silence */
export function showProgress(
  name: string,
  totalBytes: number,
  output: NodeJS.WriteStream | undefined,
  nowMs: () => number = () => performance.now(),
): Progress {
  if (!output?.isTTY) return { advance() {}, note() {}, finish() {} }
  const startedMs = nowMs()
  let doneBytes = 0
  let shownMs = -Infinity
  const show = (text: string) => void output.write(`\r\u001b[K${text.slice(0, Math.max(20, output.columns - 1))}`)
  return {
    advance(bytes) {
      doneBytes += bytes
      if (nowMs() - shownMs < everyMs && doneBytes < totalBytes) return
      shownMs = nowMs()
      show(progressLine(name, doneBytes, totalBytes, (nowMs() - startedMs) / 1000))
    },
    note: show,
    finish: () => void output.write('\r\u001b[K'),
  }
}

export function progressLine(name: string, doneBytes: number, totalBytes: number, seconds: number): string {
  const part = totalBytes === 0 ? 1 : doneBytes / totalBytes
  const filled = Math.floor(part * barCells)
  const bar = '█'.repeat(filled) + '░'.repeat(barCells - filled)
  const perSecond = seconds > 0 ? doneBytes / seconds : 0
  const left = perSecond > 0 ? `, ${Math.ceil((totalBytes - doneBytes) / perSecond)} s left` : ''
  const percent = `${Math.floor(part * 100)}`.padStart(3)
  return `${bar} ${percent} % of ${showBytes(totalBytes)}, ${showBytes(perSecond)}/s${left}  ${name}`
}

export function showBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
