import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pageOfList, pageRequest, renderPage } from './paging.ts'

test('the pages of a list together are the list, sorted, with nothing twice', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.integer({ min: 1, max: 10 }), (items, MaxItems) => {
      const seen: string[] = []
      let Marker: string | undefined
      do {
        const page = pageOfList(items, item => item, pageRequest({ MaxItems, ...(Marker !== undefined && { Marker }) }))
        expect(page.items.length).toBeLessThanOrEqual(MaxItems)
        seen.push(...page.items)
        const rendered = renderPage(page)
        expect(rendered.IsTruncated).toBe(rendered.Marker !== undefined)
        Marker = rendered.Marker
      } while (Marker !== undefined)
      expect(seen).toEqual([...items].sort((a, b) => (a < b ? -1 : 1)))
    }),
  )
})

test('a marker that was not handed out is refused', () => {
  expect(() => pageRequest({ Marker: 'made-up' })).toThrow(expect.objectContaining({ key: 'page-token.invalid' }))
})
