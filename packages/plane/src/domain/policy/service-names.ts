import { readFileSync } from 'node:fs'

/**
 * What services are called, by the prefix of their actions, sorted by prefix: those of the file, and Hostler's own.
 * @param file JSON object; its source is told beside it
 */
export function loadServiceNames(file: string): ReadonlyMap<string, string> {
  const names = { ...(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>), hostler: 'Hostler' }
  return new Map(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)))
}
