import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderDocument } from './render.ts'

test('a document travels with unreserved characters only and arrives as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      const rendered = renderDocument(text)
      expect(rendered).toMatch(/^([\w.~-]|%[0-9A-F]{2})*$/)
      expect(decodeURIComponent(rendered)).toBe(text)
    }),
  )
})
