import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseXmlDocument, textOf } from './parse-document.ts'

const parse = (text: string) => parseXmlDocument(Buffer.from(text))

describe('An XML document', () => {
  test('is read with declaration, comments, character data and references', () => {
    const root = parse(`<?xml version="1.0"?>\n<!-- a --><a x='>'>b&amp;&#x41;<![CDATA[<c>]]></a><!-- z -->`)!
    expect(root.name).toBe('a')
    expect(textOf(root)).toBe('b&A<c>')
  })

  test('has line feeds for all line ends, but not for references to them', () => {
    expect(textOf(parse('<a>1\r\n2\r3&#13;</a>')!)).toBe('1\n2\n3\r')
  })

  test('may nest as deep as any that S3 knows, and not much deeper', () => {
    const nested = (depth: number) => parse('<a>'.repeat(depth) + '</a>'.repeat(depth))
    expect(nested(32)).toBeDefined()
    expect(nested(33)).toBeUndefined()
    expect(parse(`<a>${'<b/>'.repeat(10_000)}</a>`)?.children).toHaveLength(10_000)
  })

  test.each([
    ['no document', ''],
    ['no end', '<a>'],
    ['two roots', '<a/><b/>'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['entities of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['a document type inside', '<a><!DOCTYPE a></a>'],
    ['unknown entities', '<a>&b;</a>'],
    ['100,000 levels', '<a>'.repeat(100_000)],
    ['100,000 levels behind quotes', '<a b="/>">'.repeat(100_000)],
    ['100,000 levels behind comments', '<a><!-- /> -->'.repeat(100_000)],
    ['an endless tag', `<a${' b="c"'.repeat(100_000)}`],
    ['an endless comment', `<a>${'<!-- '.repeat(100_000)}`],
    ['a million of end tags', '</a>'.repeat(250_000)],
  ])('with %s is none', (_, text) => {
    expect(parse(text)).toBeUndefined()
  })

  test('of bytes that are no UTF-8 is none', () => {
    expect(parseXmlDocument(Buffer.from('<a>\xff</a>', 'latin1'))).toBeUndefined()
    expect(parseXmlDocument(Buffer.from('<a/>', 'utf16le'))).toBeUndefined()
  })

  test.each([
    ['references', '&amp;', '&'],
    ['carriage returns', '\r', '\n'],
    ['line ends', '\r\n', '\n'],
    ['characters of two units', '\u{1f600}', '\u{1f600}'],
    ['empty sections', '<![CDATA[]]>', ''],
  ])('with a megabyte of %s is read', (_, unit, text) => {
    const count = Math.floor(1_048_576 / Buffer.byteLength(unit))
    expect(textOf(parse(`<a>${unit.repeat(count)}</a>`)!)?.length).toBe(text.length * count)
  })

  test('of any markup is read or refused and never throws', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<a>',
        '</a>',
        '<a/>',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?x',
        '?>',
        '<!',
        '&lt;',
        '&',
        ' b="',
        '"',
        '\r',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        parse(pieces.join(''))
        parse(`<a>${pieces.join('')}</a>`)
      }),
      { numRuns: 2000 },
    )
  })
})
