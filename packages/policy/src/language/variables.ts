// Policy variables: `${key}`, `${key, 'default'}` and the escapes `${*}` `${?}` `${$}`. A template is cut once when the
// policy is compiled and filled per request. What a variable brings in is always literal: its `*` is no wildcard.
import type { ContextLookup } from '../evaluation/authorization-request.ts'

interface TemplateVariable {
  readonly name: string
  readonly fallback: string | undefined
}

/** A stretch of text; `wild` says that its `*` and `?` were written by the policy's author and may be wildcards. */
export interface Piece {
  readonly text: string
  readonly wild: boolean
}

export interface Template {
  readonly parts: readonly (Piece | TemplateVariable)[]
  /** The pieces when no variable occurs, so that most policies are filled only once. */
  readonly fixed: readonly Piece[] | undefined
}

/** Cuts policy text into pieces and variables. Only Version 2012-10-17 knows variables; else the text is literal. */
export function parseTemplate(text: string, allowVariables: boolean): Template {
  const parts: (Piece | TemplateVariable)[] = []
  let done = 0
  for (let open = allowVariables ? text.indexOf('${') : -1; open >= 0; open = text.indexOf('${', done)) {
    const close = closingBrace(text, open + 2)
    if (close < 0) break
    if (open > done) parts.push({ text: text.slice(done, open), wild: true })
    parts.push(parseReference(text.slice(open + 2, close)))
    done = close + 1
  }
  if (done < text.length) parts.push({ text: text.slice(done), wild: true })
  return { parts, fixed: parts.every(isPiece) ? parts : undefined }
}

/** The template with values filled in; undefined when a variable has no single value and no default. */
export function fillTemplate(template: Template, context: ContextLookup): readonly Piece[] | undefined {
  if (template.fixed !== undefined) return template.fixed
  const pieces: Piece[] = []
  for (const part of template.parts) {
    if (isPiece(part)) {
      pieces.push(part)
      continue
    }
    const value = context.get(part.name)
    const text = typeof value === 'string' ? value : part.fallback
    if (text === undefined) return undefined
    pieces.push({ text, wild: false })
  }
  return pieces
}

/** The pieces as one literal string, for operators that know no wildcards. */
export function joinPieces(pieces: readonly Piece[]): string {
  return pieces.length === 1 ? (pieces[0]?.text ?? '') : pieces.map(piece => piece.text).join('')
}

export function isPiece(part: Piece | TemplateVariable): part is Piece {
  return 'text' in part
}

/** A default may hold a brace (`${key, '}'}`), so a quote that opens one must close before the brace counts. */
function closingBrace(text: string, from: number): number {
  const brace = text.indexOf('}', from)
  if (brace < 0) return -1
  const quote = text.slice(from, brace).indexOf(", '")
  if (quote < 0) return brace
  const end = text.indexOf("'}", from + quote + 3)
  return end < 0 ? -1 : end + 1
}

function parseReference(body: string): Piece | TemplateVariable {
  if (body === '*' || body === '?' || body === '$') return { text: body, wild: false }
  const quote = body.indexOf(", '")
  if (quote < 0) return { name: body.toLowerCase(), fallback: undefined }
  return { name: body.slice(0, quote).toLowerCase(), fallback: body.slice(quote + 3, -1) }
}
