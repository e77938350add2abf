import { stringify } from 'yaml'
import type { DocumentFormat, WholeVersion } from './document.ts'
import { readContent } from './read-content.ts'

/** The content of a version in a format: as it was written when it was written so, written anew otherwise. */
export function contentAs(version: WholeVersion, format: DocumentFormat): string {
  if (version.format === format) return version.text
  const content = readContent(version.text, version.format)
  // Texts that readers of YAML 1.1 take for something else, such as `yes`, get quotes.
  return format === 'JSON'
    ? JSON.stringify(content, undefined, 2)
    : stringify(content, { compat: 'yaml-1.1', aliasDuplicateObjects: false, lineWidth: 0 })
}
