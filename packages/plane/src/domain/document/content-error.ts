import { DomainError } from '../basics/errors.ts'
import type { DocumentFormat } from './document.ts'

/** `document-content.invalid`: content that no reader of it could use, with a sentence for who wrote it. */
export function badContent(message: string): DomainError {
  return new DomainError('document-content', 'invalid', '', { message })
}

/** `document-schema.invalid`: a schema version that does not go with the document's type. */
export function badSchema(message: string): DomainError {
  return new DomainError('document-schema', 'invalid', '', { message })
}

/** A text that is no JSON or no YAML: in AWS's words where the place is known, otherwise with the reason. */
export function notWellFormed(format: DocumentFormat, text: string, at: number | undefined, why: string): DomainError {
  if (at === undefined) return badContent(`${format} not well-formed. ${why.slice(0, 200)}`)
  const lines = text.slice(0, at).split('\n')
  return badContent(`${format} not well-formed. at Line: ${lines.length}, Column: ${lines.at(-1)!.length + 1}`)
}

export type Members = Readonly<Record<string, unknown>>

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Refuses members that nobody reads: one that is misspelt would have no effect, in silence. */
export function onlyKnown(members: Members, known: readonly string[], where: string): void {
  const unknown = Object.keys(members).filter(name => !known.includes(name))
  if (unknown.length === 0) return
  const named = unknown.slice(0, 5).join(', ').slice(0, 200)
  throw badContent(`Unknown names in ${where}: [${named}]. Known=[${known.join(', ')}]`)
}
