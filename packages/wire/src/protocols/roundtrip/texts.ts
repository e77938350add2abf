import * as fc from 'fast-check'

/** Any Unicode text. */
export const anyText = fc.string({ unit: 'binary', maxLength: 12 })

const xmlCharacter = fc.oneof(
  fc.constantFrom('&', '<', '>', '"', "'", '\r', '\n', '\t', ' ', ']]>', '&amp;', 'é', '\u{1f600}'),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 1 })
    .filter(text => /^[\t\n\r\u{20}-\u{fffd}\u{10000}-\u{10ffff}]$/u.test(text)),
)

/**
 * Any text that XML 1.0 can hold, with markup and line ends well represented. The SDK's reader drops a text of white space
 * with a line end in it, however it is escaped.
 */
export const xmlText = fc
  .string({ unit: xmlCharacter, maxLength: 12 })
  .filter(text => text.trim() !== '' || !text.includes('\n'))
