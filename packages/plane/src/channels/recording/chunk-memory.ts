// Memory for chunks under construction. A flood takes a large piece for each, over and over: those come back and are
// given out again, because the collector would stop the plane for them.
import { recordLimits } from './record-limits.ts'

/** What most sessions say in the time between two writes. */
const smallBytes = 4 * 1024
const largeBytes = recordLimits.chunkTextBytes
const keptMost = 16

const kept: Buffer[] = []

/** At least so many bytes, of any content. */
export function takeMemory(bytes: number): Buffer {
  if (bytes > largeBytes) return Buffer.allocUnsafeSlow(bytes)
  if (bytes > smallBytes * 8) return kept.pop() ?? Buffer.allocUnsafeSlow(largeBytes)
  return Buffer.allocUnsafe(Math.max(bytes, smallBytes))
}

/** Nobody reads or writes it any more. */
export function giveMemory(memory: Buffer): void {
  if (memory.length === largeBytes && kept.length < keptMost) kept.push(memory)
}
