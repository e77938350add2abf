// Text for XML 1.0 documents. Escapes what markup would change, what parsers would normalise (carriage returns), and
// replaces what no XML 1.0 document can hold.

const special = /[&<>"\r]|[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

/** Escapes character data and attribute values. Control characters and lone surrogates become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(special, character => entities[character] ?? '\ufffd')
}

/** An element around content that is XML already. */
export function element(name: string, content: string, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`
  return `<${name}${attribute}>${content}</${name}>`
}

/** An element around text. */
export function textElement(name: string, text: string): string {
  return element(name, escapeXml(text))
}
