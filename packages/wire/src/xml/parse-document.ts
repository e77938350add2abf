// Text -> XML elements, for documents that anybody may send. What costs a parser much is refused or smoothed before
// it runs: document types, deep nesting, carriage returns.
import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml'

/** No document that S3 knows nests deeper than seven. */
const maxDepth = 32

/** The root element of a document, or undefined for bytes that are none: not UTF-8, malformed, with a DOCTYPE, too deep. */
export function parseXmlDocument(bytes: Buffer): XmlElement | undefined {
  try {
    // The parser normalises line ends one by one, each time over the whole text.
    const text = utf8.decode(bytes).replace(/\r\n?/g, '\n')
    return isTame(text) ? (parseXml(text).root ?? undefined) : undefined
  } catch {
    return undefined
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Elements inside an element, by their names without prefix. */
export function childElements(element: XmlElement): readonly XmlElement[] {
  return element.children.filter(child => child instanceof XmlElement)
}

/** The text of an element that holds no elements, else undefined. */
export function textOf(element: XmlElement): string | undefined {
  let text = ''
  for (const child of element.children) {
    if (child instanceof XmlElement) return undefined
    if (child instanceof XmlText) text += child.text
  }
  return text
}

/** A name without its prefix: the namespaces of S3's clients differ. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** Are there no declarations, and do elements nest within the limit? Reads the text once. */
function isTame(text: string): boolean {
  let depth = 0
  for (let at = text.indexOf('<'); at >= 0;) {
    const end = endOfMarkup(text, at)
    if (end < 0) return false
    if (text.startsWith('</', at)) depth--
    else if (isName(text, at + 1) && !text.startsWith('/>', end - 2) && ++depth > maxDepth) return false
    at = text.indexOf('<', end)
  }
  return true
}

/** Neither a comment, a CDATA section nor an instruction. */
function isName(text: string, at: number): boolean {
  return text[at] !== '!' && text[at] !== '?'
}

/** Where the markup that starts at `at` is over; -1 where it never is, or where it declares something. */
function endOfMarkup(text: string, at: number): number {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4)
  if (text.startsWith('<![CDATA[', at)) return after(text, ']]>', at + 9)
  if (text.startsWith('<?', at)) return after(text, '?>', at + 2)
  return text.startsWith('<!', at) ? -1 : endOfTag(text, at)
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

/** A `>` inside an attribute's quotes ends nothing. */
function endOfTag(text: string, at: number): number {
  let quote = ''
  for (let index = at; index < text.length; index++) {
    const character = text[index]!
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return index + 1
  }
  return -1
}
