import { readJson, writeJson } from './json-payload.ts'
import type { TerminalSize } from './stream-payloads.ts'

/** Payload of type 3. */
export function writeTerminalSize({ cols, rows }: TerminalSize): Uint8Array {
  return writeJson({ cols, rows })
}

/** Both from 1 to 65535, or undefined. */
export function readTerminalSize(payload: Uint8Array): TerminalSize | undefined {
  const size = readJson(payload)
  const [cols, rows] = [size?.['cols'], size?.['rows']]
  return isLength(cols) && isLength(rows) ? { cols, rows } : undefined
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535
}
