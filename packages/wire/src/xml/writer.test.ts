import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { element, escapeXml, textElement } from './writer.ts'

test('markup is escaped', () => {
  expect(textElement('a', `<b c="d">&amp;</b>'`)).toBe(`<a>&lt;b c=&quot;d&quot;&gt;&amp;amp;&lt;/b&gt;'</a>`)
})

test('carriage returns survive the line-end rules of XML', () => {
  expect(escapeXml('a\r\nb\tc')).toBe('a&#xD;\nb\tc')
})

test('what XML 1.0 cannot hold becomes the replacement character', () => {
  expect(escapeXml('\u0000\u0008\u001b\ufffe\ud800x\udc00')).toBe('\ufffd\ufffd\ufffd\ufffd\ufffdx\ufffd')
  expect(escapeXml('\u{1f600}')).toBe('\u{1f600}')
})

test('a namespace is an attribute', () => {
  expect(element('a', '<b></b>', 'http://x/?a&b')).toBe('<a xmlns="http://x/?a&amp;b"><b></b></a>')
})

test('no text leaves its element', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) }),
      text => {
        expect(escapeXml(text)).toMatch(/^(?:[\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}])*$/u)
        expect(escapeXml(text)).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;|#xD;)/)
      },
    ),
  )
})
