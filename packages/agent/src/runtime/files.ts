// Small files that hold secrets: written whole or not at all, readable by their owner only.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The file's text, or undefined when there is none. */
export async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The file as a JSON object; undefined when it is missing or holds anything else (a torn or edited file). */
export async function findJsonObject(path: string): Promise<Record<string, unknown> | undefined> {
  const text = await findText(path)
  return text === undefined ? undefined : parseJsonObject(text)
}

/** `text` as a JSON object; undefined when it is anything else. */
export function parseJsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** A member of a parsed file that should be text; empty when it is anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Writes `text` with mode 0600, making its folder (0700) when needed; a crash leaves the old content. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  await rm(draft, { force: true })
  await writeFile(draft, text, { mode: 0o600, flush: true })
  await rename(draft, path)
}
