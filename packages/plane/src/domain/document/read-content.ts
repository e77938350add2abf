// Content as text becomes an object of plain JSON. Texts come from anybody: everything here is bounded in size, depth
// and time, and refuses what two readers could understand differently.
import { DomainError } from '../basics/errors.ts'
import { badContent, isMembers, type Members, notWellFormed } from './content-error.ts'
import type { DocumentFormat } from './document.ts'
import { checkJsonText } from './json-text.ts'
import { parseYaml } from './yaml-text.ts'

const sizeBytesMax = 64 * 1024

/** Throws `document-size.limit-exceeded` beyond 64 KiB and `document-content.invalid` for what cannot be read. */
export function readContent(text: string, format: DocumentFormat): Members {
  if (Buffer.byteLength(text) > sizeBytesMax) {
    throw new DomainError('document-size', 'limit-exceeded', '', { message: 'The size limit of a document is 64 KB.' })
  }
  const content = format === 'JSON' ? parseJson(text) : parseYaml(text)
  if (!isMembers(content)) throw badContent('The content of a document must be an object.')
  return content
}

function parseJson(text: string): unknown {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw notWellFormed('JSON', text, placeIn(text, error as Error), (error as Error).message)
  }
  checkJsonText(text)
  return content
}

/** V8 tells the place of most faults. */
function placeIn(text: string, { message }: Error): number | undefined {
  if (message.startsWith('Unexpected end')) return text.length
  const position = /at position (\d+)/.exec(message)?.[1]
  return position === undefined ? undefined : Number(position)
}
