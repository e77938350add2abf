const XML_ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }

/** Text of the first such element without children, however deep; undefined where there is none. */
export function findXmlText(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1]
  return text?.replace(/&(?:amp|lt|gt|quot|apos);/g, entity => XML_ENTITIES[entity] ?? entity)
}
